"""The image for a class: small, pinned, without rights, and without the solutions."""

import json
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
LINES = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8")).splitlines()


def said(instruction):
    """What stands after each instruction of this name."""
    return [line.split(maxsplit=1)[1] for line in LINES if line.startswith(f"{instruction} ")]


def test_the_base_is_one_exact_release_of_a_python_that_binder_has_too():
    (base,) = said("FROM")
    minor = re.fullmatch(r"python:(3\.\d+)\.\d+-slim-[a-z]+", base).group(1)
    assert (ROOT / "binder" / "runtime.txt").read_text(encoding="utf-8") == f"python-{minor}\n"


def test_servers_run_as_the_learner_who_owns_the_notebooks():
    (user,) = said("USER")
    assert f"--uid {user} learner" in " ".join(said("RUN"))
    owned = [line for line in said("COPY") if "--chown=learner:learner" in line]
    assert [line.split()[1] for line in owned] == ["chapters", "exercises"]


def test_the_packages_are_those_of_binder():
    runs = " ".join(said("RUN"))
    assert "-r /opt/book/binder/requirements.txt" in runs
    assert "/opt/book/binder/postBuild" in runs


def test_the_build_sees_what_it_copies_and_nothing_else():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in ignored if line and not line.startswith("#")]
    assert rules[0] == "*"
    let_in = {line[1:] for line in rules if line.startswith("!")}
    words = [line.split() for line in said("COPY")]
    copied = {word for line in words for word in line[:-1] if not word.startswith("--")}
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)
    assert "solutions" not in let_in


class Lab(BaseHTTPRequestHandler):
    """Answers as JupyterLab does below its address, and with 404 elsewhere."""

    def do_GET(self):
        self.send_response(200 if self.path == self.server.alive else 404)
        self.end_headers()

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.mark.parametrize(
    ("prefix", "alive", "healthy"),
    [
        (None, "/api", True),
        ("/user/ada/", "/user/ada/api", True),
        (None, "/elsewhere", False),
        ("/user/ada/", "/api", False),
    ],
)
def test_the_health_check_finds_a_server_alone_or_below_a_hub(prefix, alive, healthy):
    (check,) = said("HEALTHCHECK")
    _, program = check.split("CMD ", 1)
    _, *arguments = json.loads(program)
    with HTTPServer(("127.0.0.1", 0), Lab) as server:
        server.alive = alive
        threading.Thread(target=server.serve_forever, daemon=True).start()
        arguments[-1] = arguments[-1].replace(":8888", f":{server.server_port}")
        hub = {"JUPYTERHUB_SERVICE_PREFIX": prefix} if prefix else {}
        env = {**os.environ, **hub}
        done = subprocess.run([sys.executable, *arguments], env=env, capture_output=True)
        server.shutdown()
    assert (done.returncode == 0) == healthy


def test_compose_serves_this_machine_alone_and_keeps_what_is_changed():
    compose = yaml.safe_load((ROOT / "compose.yml").read_text(encoding="utf-8"))
    (lab,) = compose["services"].values()
    assert lab["build"] == "."
    assert lab["ports"] == ["127.0.0.1:8888:8888"]
    assert lab["volumes"] == ["learner:/learner"]
    assert list(compose["volumes"]) == ["learner"]
    assert said("EXPOSE") == ["8888"]
