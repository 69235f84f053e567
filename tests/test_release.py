"""A release is made of files that agree, or it is not made."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import release
import yaml

ROOT = Path(__file__).resolve().parents[1]
CHANGELOG = (
    "# Changes\n\n## [Unreleased]\n\n- soon\n\n## [1.2.3] - 2026-01-31\n\n### Fixed\n\n- x\n"
)


def project(tmp_path, library="1.2.3", cited="1.2.3", changelog=CHANGELOG):
    """The three files that name a version."""
    (tmp_path / "pyproject.toml").write_text(f'[project]\nversion = "{library}"\n')
    (tmp_path / "CITATION.cff").write_text(f"cff-version: 1.2.0\nversion: {cited}\n")
    (tmp_path / "CHANGELOG.md").write_text(changelog)
    return tmp_path


def test_the_three_files_of_this_repository_name_one_version():
    named = release.versions()
    assert set(named) == {"pyproject.toml", "CITATION.cff", "CHANGELOG.md"}
    assert len(set(named.values())) == 1
    assert release.notes(f"v{named['pyproject.toml']}").startswith("### ")


def test_the_notes_are_the_versions_own_part_of_the_changelog(tmp_path):
    assert release.notes("v1.2.3", project(tmp_path)) == "### Fixed\n\n- x"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"library": "1.2.4"}, "pyproject.toml says 1.2.4"),
        ({"cited": "1.2"}, "CITATION.cff says 1.2"),
        ({"changelog": "# Changes\n\n## [Unreleased]\n"}, "CHANGELOG.md says none"),
        ({"changelog": "## [1.2.3] - 2026-01-31\n\n"}, "CHANGELOG.md says nothing"),
    ],
)
def test_a_release_whose_files_disagree_stops_with_a_sentence(tmp_path, change, said):
    with pytest.raises(SystemExit, match=re.escape(said)):
        release.notes("v1.2.3", project(tmp_path, **change))


def test_a_tag_of_another_version_stops_the_program():
    done = subprocess.run(
        [sys.executable, "tools/release.py", "v9.9.9"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("error: the tag is v9.9.9, but pyproject.toml says ")


def test_the_changelog_is_dated_from_new_to_old_and_keeps_its_words():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first, *dated = re.findall(r"^## (.+)$", text, re.M)
    assert first == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", each) for each in dated)
    days = [each.split(" - ")[1] for each in dated]
    assert days == sorted(days, reverse=True)
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", text, re.M)) <= kinds


def test_the_archive_has_one_source_of_names():
    assert not (ROOT / ".zenodo.json").exists()  # Zenodo would read it and not CITATION.cff
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    wanted = {"title", "abstract", "authors", "keywords", "license", "message"}
    assert wanted <= citation.keys()


def test_the_release_is_tested_before_it_is_published():
    path = ROOT / ".github" / "workflows" / "release.yml"
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    runs = [step.get("run", "") for step in jobs["build"]["steps"]]
    order = [
        next(i for i, run in enumerate(runs) if wanted in run)
        for wanted in ("tools/release.py", ".ci/run", "make zip", "make pdf", "make epub")
    ]
    assert order == sorted(order)
    assert jobs["release"]["needs"] == "build"
    assert [name for name, job in jobs.items() if "permissions" in job] == ["release"]
