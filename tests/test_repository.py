"""The files around the book keep their word: pins, versions, names, licences, forms."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))
FORMS = [
    path
    for path in sorted(ROOT.glob(".github/ISSUE_TEMPLATE/*.yml"))
    if path.name != "config.yml"
]

# Hosts that serve packages.  A build takes the index from its own settings.
INDEX_HOST = re.compile(
    r"pypi\.(?:org|python\.org)|pythonhosted\.org|download\.pytorch\.org|anaconda\.(?:org|com)"
    r"|registry\.(?:npmjs|npmmirror|yarnpkg)\.(?:org|com)|npm\.pkg\.github\.com",
    re.IGNORECASE,
)
# A folder of somebody's machine.  A path that goes on from a word (a URL's) is no such folder.
OWN_PATH = re.compile(
    r"(?<![\w.}*])/(?:home|Users|root|work|mnt)/\w"
    r"|(?<!\w)[A-Za-z]:\\+(?:Users|home|work)\b",
)


def text(name: str) -> str:
    """The text of one file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def project() -> dict:
    """The table ``[project]`` of pyproject.toml."""
    return tomllib.loads(text("pyproject.toml"))["project"]


def git(*args: str) -> list[str]:
    """The lines that a git command prints."""
    command = ["git", "-c", "safe.directory=*", *args]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("what is committed is known only in a git checkout")
    return done.stdout.decode("utf-8").splitlines()


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements(name: str) -> dict[str, str]:
    """The packages of a requirements file: name -> what follows it, without comments."""
    found = {}
    for line in text(name).splitlines():
        wish = line.partition("#")[0].strip()
        if wish and not wish.startswith("-"):
            package, rest = re.fullmatch(r"([\w.-]+)(?:\[[\w,]*\])?(.*)", wish).groups()
            found[normal(package)] = rest.strip()
    return found


def uses(node) -> list[str]:
    """Every value of a key ``uses`` in a parsed workflow."""
    if isinstance(node, dict):
        own = [node["uses"]] if isinstance(node.get("uses"), str) else []
        return own + [found for value in node.values() for found in uses(value)]
    return [found for item in node for found in uses(item)] if isinstance(node, list) else []


def targets() -> set[str]:
    """The targets of the Makefile."""
    return set(re.findall(r"^([a-z][a-z-]*):", text("Makefile"), re.MULTILINE))


def make_commands(name: str) -> set[str]:
    """The targets that a Markdown file names, in fences or in `code`."""
    source = text(name)
    fences = re.findall(r"^```\w*\n(.*?)^```", source, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", source, flags=re.M | re.S))
    calls = re.compile(r"\bmake +(?:[A-Z]+=\S+ +)*([a-z][a-z-]*)")
    return {target for code in fences + spans for target in calls.findall(code)}


# Workflows


def test_the_workflows_are_test_weekly_publish_and_release():
    assert {path.stem for path in WORKFLOWS} == {"publish", "release", "test", "weekly"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_jobs_and_no_more_rights_than_reading(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["jobs"]
    assert workflow["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_action_is_pinned_to_a_commit_and_names_its_version(path):
    source = path.read_text(encoding="utf-8")
    pinned = re.findall(r"uses: (\S+@[0-9a-f]{40}) +# v\d+\.\d+\.\d+$", source, re.MULTILINE)
    assert sorted(pinned) == sorted(uses(yaml.safe_load(source)))


def test_an_action_has_the_same_commit_and_version_wherever_it_is_used():
    pins = {}
    for path in WORKFLOWS:
        for action, pin in re.findall(r"uses: (\S+)@(.+)", path.read_text(encoding="utf-8")):
            pins.setdefault(action, set()).add(pin.strip())
    assert pins
    assert {action: pin for action, pin in pins.items() if len(pin) > 1} == {}


@pytest.mark.parametrize("name", ["test", "weekly", "release"])
def test_continuous_integration_installs_pytorch_for_the_cpu(name):
    workflow = text(f".github/workflows/{name}.yml")
    installs = re.findall(r"pip install .*-r requirements\S*", workflow)
    assert installs
    assert all("--torch-backend cpu" in line for line in installs)


def test_who_builds_the_book_installs_what_the_one_script_names():
    for path in ("README.md", *(f".github/workflows/{path.name}" for path in WORKFLOWS)):
        assert "genanki" not in text(path), path
    for name in ("publish", "weekly"):
        assert re.search(
            r"tools/setup\.py site|make site", text(f".github/workflows/{name}.yml")
        )


def test_dependabot_watches_actions_packages_and_the_image_each_week():
    updates = yaml.safe_load(text(".github/dependabot.yml"))["updates"]
    watched = {each["package-ecosystem"]: each["schedule"]["interval"] for each in updates}
    assert watched == dict.fromkeys(("github-actions", "pip", "npm", "docker"), "weekly")


# Issue forms


def test_the_issue_forms_are_the_three_that_readers_need():
    names = {yaml.safe_load(path.read_text(encoding="utf-8"))["name"] for path in FORMS}
    assert names == {"A number is wrong", "A figure is broken", "I got stuck here"}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_says_what_it_is_for_and_asks_something(path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert form["name"].strip()
    assert form["description"].strip()
    questions = [item for item in form["body"] if item["type"] != "markdown"]
    ids = [item["id"] for item in questions]
    assert questions
    assert len(ids) == len(set(ids))
    kinds = {"input", "textarea", "dropdown", "checkboxes"}
    assert {item["type"] for item in questions} <= kinds
    assert all(item["attributes"]["label"].strip() for item in questions)


def test_the_issue_chooser_parses():
    chooser = yaml.safe_load(text(".github/ISSUE_TEMPLATE/config.yml"))
    assert isinstance(chooser["blank_issues_enabled"], bool)


# What is installed


def test_the_lock_gives_one_exact_version_of_each_package():
    lines = re.findall(r"^[\w.-]+.*", text("requirements.lock"), re.MULTILINE)
    assert all(re.fullmatch(r"[\w.-]+==[\w.+!]+", line) for line in lines)
    assert len(requirements("requirements.lock")) == len(lines)


def test_the_lock_has_every_package_that_a_reader_installs():
    reader, lock = requirements("requirements.txt"), requirements("requirements.lock")
    assert "jupyter-book" in reader
    assert reader.keys() - lock.keys() == set()


def test_binder_installs_versions_of_the_lock_without_pytorch_and_test_tools():
    lock, binder = requirements("requirements.lock"), requirements("binder/requirements.txt")
    assert {"jupyterlab", "ipykernel", "numpy", "matplotlib", "anywidget"} <= binder.keys()
    assert {name: pin for name, pin in binder.items() if lock.get(name) != pin} == {}
    left_out = {"torch", "pytest", "nbval", "hypothesis", "playwright", "ruff", "jupyter-book"}
    assert binder.keys() & left_out == set()


def test_binder_adds_the_locks_pytorch_for_the_cpu():
    script = text("binder/postBuild")
    pin = "torch" + requirements("requirements.lock")["torch"]
    line = next(line for line in script.splitlines() if "torch==" in line)
    assert "--torch-backend cpu" in line
    assert pin in line.split()
    assert script.startswith("#!")


def test_binder_can_run_its_script_with_a_python_that_whynn_supports():
    assert [line[:6] for line in git("ls-files", "-s", "binder/postBuild")] == ["100755"]
    version = re.fullmatch(r"python-(3\.\d+)\n", text("binder/runtime.txt")).group(1)
    assert f"{version}.99" in SpecifierSet(project()["requires-python"])


def test_pre_commit_has_the_locks_ruff_and_strips_no_outputs():
    hooks = [
        hook
        for repo in yaml.safe_load(text(".pre-commit-config.yaml"))["repos"]
        for hook in repo["hooks"]
    ]
    ruff = [hook for hook in hooks if hook["id"] in ("ruff-check", "ruff-format")]
    pin = "ruff" + requirements("requirements.lock")["ruff"]
    assert [hook["additional_dependencies"] for hook in ruff] == [[pin], [pin]]
    assert all("jupyter" in hook["types_or"] for hook in ruff)
    ids = [hook["id"] for hook in hooks]
    assert [name for name in ids if "strip" in name or "clean" in name] == []


def test_package_lock_holds_no_download_address():
    lock = json.loads(text("package-lock.json"))
    assert lock["packages"]
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


# What is said


def test_no_committed_text_names_a_package_index_or_a_folder_of_somebodys_machine():
    found = []
    for name in git("ls-files"):
        path = ROOT / name
        data = path.read_bytes() if path.is_file() else b"\0"
        if b"\0" in data:  # not text
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            for pattern in (INDEX_HOST, OWN_PATH):
                found += [f"{name}:{number}: {hit.group()}" for hit in pattern.finditer(line)]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        (INDEX_HOST, ("https://", "pypi", ".org/simple")),
        (INDEX_HOST, ("https://download.", "pytorch.org/whl/cpu")),
        (INDEX_HOST, ("https://registry.", "npmjs.org/esbuild")),
        (OWN_PATH, ('"/', "home/ada/book")),
        (OWN_PATH, ("cd /", "work/book")),
        (OWN_PATH, ("(/", "Users/ada/book")),
        (OWN_PATH, ("C:", "\\Users\\ada")),
        (OWN_PATH, ("C:", "\\\\Users\\\\ada")),
    ],
)
def test_the_search_for_hosts_and_folders_finds_them(pattern, parts):
    assert pattern.search("".join(parts))


@pytest.mark.parametrize(
    "harmless", ["chapters/home/one", "x/home/y", "../" + "work/x", "a:\\beta"]
)
def test_the_search_for_folders_lets_other_paths_be(harmless):
    assert not OWN_PATH.search(harmless)


def test_the_licence_names_both_licences_and_those_of_others():
    licence = text("LICENSE")
    assert "MIT License" in licence
    assert "CC BY 4.0" in licence
    assert "creativecommons.org/licenses/by/4.0/" in licence
    assert "The authors of Why Neural Networks Work" in licence
    for path, words in [
        ("tools/vendor/temml-LICENSE", "The MIT License"),
        ("assets/formulas/stix-two-math-LICENSE", "SIL OPEN FONT LICENSE"),
    ]:
        assert path in licence
        assert words in text(path)


def test_the_citation_has_the_version_and_the_licence_of_the_library():
    citation, library = yaml.safe_load(text("CITATION.cff")), project()
    assert citation["cff-version"] == "1.2.0"
    assert citation["title"] == "Why Neural Networks Work"
    assert citation["authors"]
    assert str(citation["version"]) == library["version"]
    assert citation["license"] == library["license"]


def test_the_two_commands_of_the_readme_can_be_made():
    assert {"book", "test"} <= make_commands("README.md")
    assert {"book", "test"} <= targets()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_target_that_is_named_can_be_made(name):
    assert make_commands(name)
    assert make_commands(name) - targets() == set()
