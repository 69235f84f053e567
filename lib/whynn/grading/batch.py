"""Grade a class: every file gets its row, whatever it holds and whatever happens.

Each result is written by itself, under another name first and then renamed, so that a run that
was cut off goes on where it stopped and ends in the same tables.
"""

import concurrent.futures
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

from whynn.grading import bank, collect, report, sandbox, tables
from whynn.grading.collect import File
from whynn.grading.grade import Settings, failed, grade
from whynn.grading.submission import Unreadable

WAITING = 4  # files read ahead for each place that grades


class Refused(Exception):
    """The run cannot start; the message says what to do."""


def batch(
    place: Path,
    out: Path,
    settings: Settings,
    *,
    jobs: int = 1,
    resume: bool = False,
    scheduler: str | None = None,
) -> list[dict]:
    """Grade every file of ``place`` into ``out`` and return the results in order.

    Raises ``Refused`` if the sandbox, the files or ``out`` are not fit for it.
    """
    try:
        files = collect.files(place, settings.limits)
        if settings.sandbox == "bwrap" and scheduler is None:
            sandbox.require()
    except (Unreadable, sandbox.Missing) as error:
        raise Refused(str(error)) from None
    if not files:
        raise Refused(f"there is no file in {place}")
    settings = _prepared(out, settings, resume)
    with _progress(len(files)) as step:
        waiting = []
        for file in files:
            if resume and _known(out, file, settings) is not None:
                step()
            else:
                waiting.append(file)
        graded = (
            _on_cluster(waiting, settings, scheduler)
            if scheduler
            else _here(waiting, settings, jobs)
        )
        for file, result in graded:
            _store(out, file, result)
            step()
    results = [json.loads(_path(out, file).read_text(encoding="utf-8")) for file in files]
    _finish(out, files, results)
    return results


def handle(file: File, settings: Settings) -> dict:
    """Read and grade one file; whatever fails becomes its result."""
    try:
        raw, reason = _read(file)
        return grade(file.name, raw, settings, reason)
    except Exception as error:
        return failed(file.name, error)


def _read(file):
    try:
        return file.read(), ""
    except Unreadable as error:
        return None, str(error)


def _here(files, settings, jobs) -> Iterator[tuple[File, dict]]:
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        ahead, rest = {}, iter(files)
        while True:
            for file in rest:
                ahead[pool.submit(handle, file, settings)] = file
                if len(ahead) >= WAITING * jobs:
                    break
            if not ahead:
                return
            done, _ = concurrent.futures.wait(ahead, return_when="FIRST_COMPLETED")
            for future in done:
                yield ahead.pop(future), future.result()


def _on_cluster(files, settings, scheduler) -> Iterator[tuple[File, dict]]:
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise Refused("--scheduler needs Dask: pip install distributed") from None
    try:
        client = Client(scheduler, timeout="20s")
    except (OSError, ValueError) as error:
        raise Refused(f"no Dask scheduler answers at {scheduler}: {error}") from None
    with client:
        places = max(1, sum(client.nthreads().values()))
        ahead, rest = {}, iter(files)
        running = as_completed()

        def send():
            for file in rest:
                raw, reason = _read(file)
                task = client.submit(
                    grade, file.name, raw, settings, reason, pure=False, retries=2
                )
                ahead[task.key] = file
                running.add(task)
                return

        for _ in range(WAITING * places):
            send()
        for task in running:
            file = ahead.pop(task.key)
            error = task.exception()
            yield file, failed(file.name, error) if error else task.result()
            send()


def _prepared(out, settings, resume):
    """Make the folders; the settings with the secret that this folder uses."""
    kept = out / "secret.json"
    try:
        if resume and kept.exists():
            stored = json.loads(kept.read_text(encoding="utf-8"))
            secret = settings.secret or bytes.fromhex(stored["secret"])
            settings = settings._replace(secret=secret)
            if stored["settings"] != _fingerprint(settings):
                raise Refused(f"{out} was begun with other settings: choose another --out")
        elif not resume and out.exists() and any(out.iterdir()):
            raise Refused(f"{out} is not empty: add --resume to go on, or choose another --out")
        if not settings.secret:
            settings = settings._replace(secret=secrets.token_bytes(32))
        for name in ("json", "feedback"):
            (out / name).mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{out} cannot be used: {error}") from None
    begun = {"secret": settings.secret.hex(), "settings": _fingerprint(settings)}
    _write(kept, json.dumps(begun), mode=0o600)
    return settings


def _fingerprint(settings):
    """What a result depends on beside its file: settings, secret and questions."""
    questions = [
        (q.id, q.names, [(p.text, p.points) for p in q.parts])
        for q in bank.questions().values()
    ]
    told = repr((settings._replace(secret=b""), questions)).encode()
    return hmac.new(settings.secret, told, "sha256").hexdigest()


def _known(out, file, settings):
    """The stored result if it is whole and of this very file."""
    try:
        result = json.loads(_path(out, file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    raw, _ = _read(file)
    same = result.get("file") == file.name
    digest = "" if raw is None else hashlib.sha256(raw).hexdigest()
    page = out / "feedback" / f"{_stem(file)}.html"
    return result if same and result.get("sha256") == digest and page.exists() else None


def _stem(file):
    """A name for the result of a file: safe on every system, and no two alike."""
    plain = "".join(
        c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in file.name
    )
    digest = hashlib.sha256(file.name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{plain.lstrip('.')[:80]}-{digest}"


def _path(out, file):
    return out / "json" / f"{_stem(file)}.json"


def _store(out, file, result):
    _write(out / "feedback" / f"{_stem(file)}.html", report.feedback(result))
    _write(_path(out, file), json.dumps(result, indent=1))


def _finish(out, files, results):
    _write(out / "grades.csv", tables.grades(results))
    _write(out / "canvas.csv", tables.canvas(results))
    for number in sorted({r["exercise"] for r in results if r["exercise"]}):
        _write(out / f"moodle-{number}.csv", tables.moodle(results, number))
    pages = {file.name: f"feedback/{_stem(file)}.html" for file in files}
    _write(out / "index.html", report.summary(results, pages))


def _write(path, text, mode=0o644):
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)


@contextlib.contextmanager
def _progress(total):
    try:
        from tqdm import tqdm
    except ImportError:
        print(f"grading {total} files", file=sys.stderr)
        yield lambda: None
        return
    with tqdm(total=total, unit="file", desc="grading", file=sys.stderr, disable=None) as bar:
        yield bar.update
