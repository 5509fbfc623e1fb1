"""What deploy/ holds: read, checked against the repository, and its commands run in a clean folder.

No image is built here: there is no daemon where the tests run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.access.asked import VARIABLES
from tests.conftest import ROOT, _free_port, write_checkpoint
from tests.deploy.proxies import BASE, DEPLOY
from tools.cpu_lock import blocks, without_cuda

OTHER = ("RUNS", "DATA", "SITE", "UPSTREAM", "DEVICE")
SECRET = re.compile(r"(?i)\b\w*(password|secret|token|api_?key)\w*\s*[=:]\s*\S")


def instructions(path: Path) -> list[tuple[str, str]]:
    """A Dockerfile's, each with what it says, continued lines joined."""
    lines = [line for line in path.read_text().splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [
        (first, rest) for first, _, rest in (x.partition(" ") for x in joined.splitlines() if x)
    ]


FILE = instructions(DEPLOY / "Dockerfile")
LAST = FILE[max(n for n, (word, _) in enumerate(FILE) if word == "FROM") :]


def all_of(word: str, among: list[tuple[str, str]] = LAST) -> list[str]:
    return [rest for each, rest in among if each == word]


def copied() -> Iterator[tuple[str, str]]:
    """What the image copies from the repository, and where to."""
    for rest in all_of("COPY", FILE):
        if not rest.startswith("--from="):
            *sources, to = rest.split()
            yield from ((source, to) for source in sources)


def variables() -> dict[str, str]:
    pairs = (pair for rest in all_of("ENV") for pair in rest.split())
    return dict(pair.split("=", 1) for pair in pairs)


def test_the_image_is_made_of_two_stages_and_runs_as_nobody_of_note() -> None:
    assert [rest.split()[0] for rest in all_of("FROM", FILE)] == [
        "python:${PYTHON}-slim-bookworm"
    ] * 2
    assert all_of("COPY")[0] == "--from=packages /opt/venv /opt/venv"
    assert all_of("USER") == ["1000:1000"]
    words = [word for word, _ in LAST]
    assert words.index("USER") > max(n for n, word in enumerate(words) if word in ("RUN", "COPY"))
    assert all_of("VOLUME") == ["/data"]
    assert len(all_of("HEALTHCHECK")) == len(all_of("CMD")) == 1
    for name, value in variables().items():
        kept = name in ("HOME", "EMBEDSCOPE_RUNS", "EMBEDSCOPE_DATA")
        assert value.startswith("/data") == kept, name
    assert "ARG DEVICE=cpu" in (DEPLOY / "Dockerfile").read_text()


def test_what_it_copies_is_there_and_not_kept_from_it() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    assert "*" in ignored
    for source, _ in copied():
        assert (ROOT / source).exists(), source
        given = [line[1:] for line in ignored if line.startswith("!")]
        assert any(f"{each}/".startswith(f"{source}/") for each in given), source
        tracked = ["git", "ls-files", "--error-unmatch", source]
        assert subprocess.run(tracked, cwd=ROOT, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("path", sorted(p for p in DEPLOY.rglob("*") if p.is_file()))
def test_no_file_holds_a_secret_or_a_setting_that_nobody_reads(path: Path) -> None:
    text = path.read_text()
    assert not SECRET.search(text)
    for name in re.findall(r"EMBEDSCOPE_(\w+)", text):
        assert name in (*VARIABLES, *OTHER), name


def compose(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / name).read_text())
    return found


def test_compose_lets_nobody_in_but_through_the_proxy_that_is_believed() -> None:
    found = compose("compose.yaml")
    app, front = found["services"]["embedscope"], found["services"]["proxy"]
    assert (app["read_only"], app["tmpfs"], app["cap_drop"]) == (True, ["/tmp"], ["ALL"])
    assert "ports" not in app
    assert front["depends_on"] == {"embedscope": {"condition": "service_healthy"}}
    subnet = found["networks"]["default"]["ipam"]["config"][0]["subnet"]
    assert app["environment"]["EMBEDSCOPE_PROXIES"] == subnet
    assert app["environment"]["EMBEDSCOPE_BASE"] == f"{BASE}/"
    port = variables()["STREAMLIT_SERVER_PORT"]
    assert front["environment"]["EMBEDSCOPE_UPSTREAM"] == f"embedscope:{port}"
    assert (DEPLOY / app["build"]["context"] / app["build"]["dockerfile"]).is_file()
    named = {each.split(":")[0] for each in (*app["volumes"], *front["volumes"])}
    files = {each for each in named if each.startswith("./")}
    assert all((DEPLOY / each).is_file() for each in files)
    assert named - files == set(found["volumes"])
    assert app["volumes"] == [f"data:{all_of('VOLUME')[0]}"]
    cuda = compose("compose.cuda.yaml")["services"]["embedscope"]
    assert set(cuda["build"]["args"]) == set(app["build"]["args"]) == {"DEVICE"}


def test_the_cpu_has_the_locks_own_versions_and_nothing_of_cuda() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    torch, rest = without_cuda(lock)
    assert re.fullmatch(r"torch==[\d.]+\ntorchvision==[\d.]+\n", torch)
    whole, left = dict(blocks(lock)), dict(blocks(rest))
    gone = set(whole) - set(left) - {"torch", "torchvision"}
    assert gone
    assert all(name.startswith(("nvidia-", "cuda-")) or name == "triton" for name in gone)
    assert all(whole[name] == text for name, text in left.items())
    assert all("--hash=sha256:" in text for text in left.values())
    with pytest.raises(SystemExit, match="not each of torch"):
        without_cuda("numpy==2\n")


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    binary = shutil.which("systemd-analyze")
    if binary is None:
        pytest.skip("no systemd-analyze on this machine")
    text = (DEPLOY / "embedscope.service").read_text()
    assert text.count("/opt/embedscope/.venv/bin/python") == 1
    here = text.replace("/opt/embedscope/.venv/bin/python", sys.executable)
    unit = tmp_path / "embedscope.service"
    unit.write_text(
        here.replace("/opt/embedscope", str(ROOT)).replace("User=embedscope", "User=root")
    )
    said = subprocess.run(
        [binary, "verify", str(unit)], capture_output=True, text=True, check=False
    )
    about_ours = [line for line in said.stderr.splitlines() if "embedscope" in line]
    assert about_ours == []


@pytest.fixture
def unpacked(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """The image's files, of its checkpoints one, in a folder without a right to write, and its
    variables.
    """
    place = tmp_path / "app"
    place.mkdir()
    for source, to in copied():
        if source == "checkpoints":
            write_checkpoint(place / source / "tiny")
        elif (ROOT / source).is_dir():
            junk = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, place / to, ignore=junk, dirs_exist_ok=True)
        elif to == "./" and source.startswith(("app.py", "LICENSE")):
            shutil.copy(ROOT / source, place / source)
    own = {name: value.replace("/data", f"{tmp_path}/data") for name, value in variables().items()}
    for name in ("PATH", "NUMBA_CACHE_DIR"):
        own.pop(name)
    (tmp_path / "data").mkdir()
    kept = ("PATH", "LANG", "LD_LIBRARY_PATH")
    base = {name: os.environ[name] for name in kept if name in os.environ}
    for path in (place, *place.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    yield place, {**base, **own, "STREAMLIT_SERVER_PORT": str(_free_port())}
    for path in (place, *place.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)


def command(word: str) -> list[str]:
    """The image's CMD, or its health check's, by the Python of the tests."""
    found = json.loads(re.search(r"\[.*\]", all_of(word)[0])[0])
    return [sys.executable if each == "python" else each for each in found]


@pytest.mark.slow
def test_its_command_serves_and_writes_nothing_beside_the_volume(
    unpacked: tuple[Path, dict[str, str]],
) -> None:
    place, env = unpacked
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}
    start, health = command("CMD"), command("HEALTHCHECK")
    asked = {"cwd": place, "env": env, "capture_output": True, "text": True, "timeout": 120}
    refused = subprocess.run(start, **asked, check=False)  # type: ignore[call-overload]
    assert (refused.returncode, "EMBEDSCOPE_MODE=team" in refused.stderr) == (2, True)
    assert subprocess.run(health, **asked, check=False).returncode != 0  # type: ignore[call-overload]
    env["EMBEDSCOPE_MODE"], env["EMBEDSCOPE_BASE"] = "demo", f"{BASE}/"
    process = subprocess.Popen(start, cwd=place, env=env, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 240
        while subprocess.run(health, **asked, check=False).returncode:  # type: ignore[call-overload]
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.5)
    finally:
        process.terminate()
        process.wait(30)
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before
