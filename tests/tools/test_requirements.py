"""The requirements files and the locks say what pyproject.toml says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.requirements import FILES, ROOT, RequirementsFile, project, text, write

HOW = "pyproject.toml changed: `make lock` brings the requirements files and the locks after it"
PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))? \\")


def pins(path: Path) -> dict[str, Version]:
    """The versions of a lock by name; fails on a line that is no pin with at least one hash."""
    versions: dict[str, Version] = {}
    hashed: set[str] = set()
    name = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        if re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line):
            hashed.add(name)
            continue
        pin = PIN.fullmatch(line)
        assert pin, f"{path.name}: {line!r} is neither a pin nor a hash"
        name = canonicalize_name(pin["name"])
        versions[name] = Version(pin["version"])
    assert hashed == set(versions)
    return versions


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_requirements_file_is_what_pyproject_says(file: RequirementsFile) -> None:
    assert (ROOT / file.name).read_text("utf-8") == text(file, project()), HOW


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.lock", ["app"]), ("requirements-dev.lock", ["app", "dev"])]
)
def test_a_lock_pins_every_dependency_within_its_range(lock: str, extras: list[str]) -> None:
    table, versions = project(), pins(ROOT / lock)
    wanted = list(table["dependencies"])
    for extra in extras:
        wanted += table["optional-dependencies"][extra]
    for requirement in map(Requirement, wanted):
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{lock} lacks {requirement.name}. {HOW}"
        assert requirement.specifier.contains(version), f"{lock}: {requirement}. {HOW}"


def test_the_lock_for_development_pins_what_the_app_pins() -> None:
    app, dev = pins(ROOT / "requirements.lock"), pins(ROOT / "requirements-dev.lock")
    assert app.items() <= dev.items(), HOW


def test_no_list_names_a_host_or_a_folder() -> None:
    for path in [*ROOT.glob("requirements*"), ROOT / "pyproject.toml"]:
        for line in path.read_text("utf-8").splitlines():
            assert "://" not in line, f"{path.name}: {line}"
            assert not re.search(r"--(extra-)?index|--find-links|--trusted-host|file:", line), line


def test_writing_brings_a_stale_file_up_to_date_and_then_rests(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\n'
        '[project.optional-dependencies]\napp = ["numpy>=2"]\ndev = ["ruff"]\n'
        'distributed = ["ray"]\nencoders = ["timm"]\nnoncommercial = ["onnxruntime"]\n'
    )
    (tmp_path / "requirements.txt").write_text("numpy>=1\n")
    assert write(tmp_path) == [file.name for file in FILES]
    assert (tmp_path / "requirements.txt").read_text().splitlines()[-1] == "numpy>=2"
    assert (tmp_path / "requirements-dev.txt").read_text().splitlines()[-2:] == [
        "-r requirements.txt",
        "ruff",
    ]
    assert write(tmp_path) == []
