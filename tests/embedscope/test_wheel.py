"""The wheel: the small package with the app inside, and the command that opens it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from core.paths import ROOT
from embedscope.dashboard import app_folder, environment, free_port

MOST = 60e6
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    place = tmp_path_factory.mktemp("wheel")
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True)
    (made,) = place.glob("*.whl")
    return made


def test_it_is_small_and_brings_one_package(wheel: Path) -> None:
    assert wheel.stat().st_size <= MOST
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    assert {name.split("/")[0] for name in names} == {
        "embedscope",
        f"embedscope-{PROJECT['project']['version']}.dist-info",
    }
    app = {name.removeprefix("embedscope/_app/") for name in names if "/_app/" in name}
    assert {"app.py", "core/paths.py", "pages/main.css", ".streamlit/config.toml"} <= app
    assert any(name.startswith("checkpoints/race-semi-hard/") for name in app)
    assert "checkpoints/release.json" in app
    assert not any("__pycache__" in name or name.startswith("tests/") for name in app)


def test_what_it_leaves_out_can_be_fetched(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        listed = json.loads(packed.read("embedscope/_app/checkpoints/release.json"))
        names = {name.split("/")[3] for name in packed.namelist() if "/checkpoints/" in name}
    here = {each.name for each in (ROOT / "checkpoints").iterdir() if each.is_dir()}
    assert set(listed) | names - {"release.json"} == here
    assert not set(listed) & names
    for name, about in listed.items():
        content = (wheel.parent / f"checkpoints/{name}.zip").read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (
            about["bytes"],
            about["sha256"],
        )


def test_of_what_is_installed_the_app_finds_its_own_packages(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "site"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(installed)
    program = (
        "import embedscope.dashboard as c, os, subprocess, sys, pathlib;"
        "app = c.app_folder(); runs = pathlib.Path('runs').resolve();"
        "env = c.environment(os.environ, app=app, runs=runs);"
        "sys.exit(subprocess.run([sys.executable, '-m', 'core', '--help'], cwd=app, env=env)"
        ".returncode)"
    )
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed)}
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=env,
        text=True,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "retrieve" in ended.stdout


def test_the_dashboard_s_folders_lie_beside_the_runs(tmp_path: Path) -> None:
    made = environment({"PYTHONPATH": "x"}, app=app_folder(), runs=tmp_path / "runs")
    assert made["EMBEDSCOPE_DATA"] == str(tmp_path / "data")
    assert made["PYTHONPATH"].split(os.pathsep) == [str(ROOT), "x"]
    own = environment({"EMBEDSCOPE_DATA": "/elsewhere"}, app=ROOT, runs=tmp_path / "runs")
    assert own["EMBEDSCOPE_DATA"] == "/elsewhere"


def test_the_small_package_needs_numpy_alone() -> None:
    (only,) = PROJECT["project"]["dependencies"]
    assert only.startswith("numpy")


def test_a_port_that_is_taken_is_passed_over() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port(port) != port
