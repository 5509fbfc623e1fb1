"""Fixtures for every test: a tiny checkpoint, its own folders, the running app, a browser."""

from __future__ import annotations

import contextlib
import gc
import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from PIL import Image

# No time limit an example: on a machine that is busy one is missed without a defect.
settings.register_profile("busy", deadline=None)
# HYPOTHESIS_PROFILE=fuzz looks for what nobody thought of, as long as one has.
_examples = int(os.environ.get("HYPOTHESIS_EXAMPLES", "100000"))
settings.register_profile("fuzz", deadline=None, max_examples=_examples)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "busy"))

# A data set that a package brought to this machine is there for no test, nor for what one starts.
os.environ["EMBEDSCOPE_SYSTEM_DATA"] = ""
os.environ.pop("EMBEDSCOPE_RUNS", None)

# No test cuts the power: nothing that it writes has to be on the disk before it goes on.
os.fsync = lambda _file: None

_COUNT = itertools.count()
ROOT = Path(__file__).resolve().parent.parent
CLASSES = [f"class {i}" for i in range(10)]
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first draws pages alone, no window round them: half of the processor's time."""
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def write_checkpoint(folder: Path, *, count: int = 400, dimension: int = 2, seed: int = 0) -> Path:
    """A run folder by the layout of core/runs/run.py: random islands, one per class."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 10
    centres = random.normal(size=(10, dimension)) * 5
    for part in ("embedding", "thumbs", "frames"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "recipe.yaml").write_text(
        f"title: A tiny run\nnet: {{name: light, dimension: {dimension}}}\n"
    )
    for split in ("train", "test"):
        points = centres[labels] + random.normal(size=(count, dimension))
        np.save(folder / f"embedding/{split}.npy", points.astype(np.float16))
        np.save(folder / f"embedding/{split}_labels.npy", labels.astype(np.int16))
    _write_thumbs(folder / "thumbs", labels)
    (folder / "history.csv").write_text("step,loss\n1,0.5\n2,0.25\n")
    (folder / "card.json").write_text(json.dumps(_card(folder.name, count, dimension)))
    return folder


def _write_thumbs(folder: Path, labels: Any) -> None:
    rows = -(-len(labels) // 20)
    sheet = np.zeros((rows * 8, 20 * 8), np.uint8)
    for i, label in enumerate(labels):
        row, column = divmod(i, 20)
        sheet[row * 8 : row * 8 + 8, column * 8 : column * 8 + 8] = 20 + label * 20
    Image.fromarray(sheet).save(folder / "test.webp", lossless=True)
    geometry = {"columns": 20, "width": 8, "height": 8, "count": len(labels)}
    (folder / "test.json").write_text(json.dumps(geometry))


def _card(name: str, count: int, dimension: int) -> dict[str, Any]:
    def figure(value: float) -> dict[str, float]:
        return {"value": value, "low": value - 0.01, "high": value + 0.01, "n": count}

    return {
        "name": name,
        "title": "A tiny run",
        "recipe": "custom",
        "created": "2026-01-01T00:00:00",
        "seed": 0,
        "device": "cpu",
        "precision": "fp32",
        "seconds": 12.0,
        "steps": 2,
        "epochs": 1,
        "net": {
            "name": "light",
            "dimension": dimension,
            "input_shape": [1, 28, 28],
            "parameters": 12546,
            "pretrained": False,
        },
        "data": {
            "name": "fashion-mnist",
            "source": "made for a test",
            "train": count,
            "validation": 0,
            "test": count,
            "classes": CLASSES,
            "mean": [0.28],
            "std": [0.35],
        },
        "metrics": {
            "knn_accuracy_train": figure(0.871),
            "knn_accuracy_test": figure(0.853),
            "knn31_accuracy_test": figure(0.86),
            "roc_auc_train": figure(0.97),
            "roc_auc_test": figure(0.96),
            "silhouette_train": figure(0.41),
            "silhouette_test": figure(0.4),
            "test_loss": 0.02,
            "test_loss_over_margin": 0.2,
            "spread_test": 3.0,
        },
        "confusion": {split: np.eye(10, dtype=int).tolist() for split in ("train", "test")},
        "verdict": "Healthy.",
        "versions": {},
    }


def pytest_collection() -> None:
    """What collecting imports and makes stays: to look through it for garbage takes seconds."""
    gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a slow test come first: one that came last would run alone at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """What has been imported is no garbage: half a second of each look at it is spared."""
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def runs_of_its_own(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Runs, jobs and what lies beside them go to a folder that no other test sees, and never to
    that of a person, unless its module keeps one for all of its tests.
    """
    with pytest.MonkeyPatch.context() as patch:
        if "EMBEDSCOPE_RUNS" not in os.environ:
            place = tmp_path_factory.getbasetemp() / "places" / f"{next(_COUNT)}"
            patch.setenv("EMBEDSCOPE_RUNS", str(place / "runs"))
        yield


@pytest.fixture(autouse=True)
def asked_by_nobody_else() -> Iterator[None]:
    """Who is asked for, where a test lets something answer that and does not end it, is over with
    the test.
    """
    from core.access import person

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(person, "_answered", list(person._answered))
        yield


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Own `checkpoints/` (with `tiny`, d = 2, and `wide`, d = 5) and `runs/` under a new folder."""
    from core import paths

    shipped, made = tmp_path / "checkpoints", tmp_path / "runs"
    write_checkpoint(shipped / "tiny")
    write_checkpoint(shipped / "wide", dimension=5)
    made.mkdir()
    monkeypatch.setenv("EMBEDSCOPE_CHECKPOINTS", str(shipped))
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(made))
    monkeypatch.setattr(paths, "CHECKPOINTS", shipped)
    return tmp_path


@dataclass(frozen=True)
class Server:
    """The app in a process of its own."""

    url: str
    folder: Path
    pid: int
    seconds_to_start: float
    log: Path


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The running app on a free port with the checkpoints `tiny` and `wide`."""
    folder = tmp_path_factory.mktemp("app")
    write_checkpoint(folder / "checkpoints" / "tiny")
    write_checkpoint(folder / "checkpoints" / "wide", dimension=5)
    with running_app(folder) as app:
        yield app


@contextlib.contextmanager
def running_app(folder: Path, *, base: str = "", ahead: bool = False) -> Iterator[Server]:
    """Start the app on a free port with `folder/checkpoints` and `folder/runs`; stop it after.

    `base` is the path under which it is served, such as "/lab". The models process and the
    workers take most of a minute of one core: only `ahead` are they started before they are needed.
    It is started from another folder than its own, by an account without a home.
    """
    (folder / "runs").mkdir(exist_ok=True)
    port, log = _free_port(), folder / "server.log"
    own = {
        "EMBEDSCOPE_CHECKPOINTS": str(folder / "checkpoints"),
        "EMBEDSCOPE_RUNS": str(folder / "runs"),
        "EMBEDSCOPE_WARM": "1" if ahead else "0",
        "EMBEDSCOPE_BASE": base,
        "HOME": str(log / "none"),
    }
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.port", str(port)]
    begun = time.monotonic()
    with log.open("w") as out:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | own, stdout=out, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{port}{base}"
    try:
        _wait_until_up(url, process, log)
        yield Server(url, folder, process.pid, time.monotonic() - begun, log)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health"):
            return
        time.sleep(0.05)
    pytest.fail(f"The app did not come up:\n{log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium; the test is skipped where there is none.

    It ends with its module: while it is open, no test can run an event loop of its own.
    """
    binary = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if binary is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=binary, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def visitors(browser: Any) -> Iterator[Callable[..., Any]]:
    """Call it for a page in a browser session of its own, `width` pixels wide.

    It waits long before it gives up, as tests may share the machine with a training run.
    """
    contexts: list[Any] = []

    def arrive(*, width: int = 1400, height: int = 900) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height})
        context.set_default_timeout(120_000)
        contexts.append(context)
        return context.new_page()

    yield arrive
    for context in contexts:
        context.close()


@pytest.fixture
def page(visitors: Callable[..., Any]) -> Any:
    """A fresh browser session, 1400 pixels wide."""
    return visitors()


@pytest.fixture
def made_task(monkeypatch: pytest.MonkeyPatch) -> str:
    """The task of `tests/made_task`, registered as if its folder lay in `core/tasks`."""
    from core import registry
    from core.recipes import kinds

    made = registry.Entry("made", "tests.made_task", "A task for tests.", "", {"HISTORY": ()})
    known = {**registry.entries(kinds.TASKS), made.name: made}
    monkeypatch.setattr(kinds, "entries", lambda _package: known)
    monkeypatch.setattr(kinds, "find", lambda _package, _kind, name: known[name])
    return made.name


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with a thousandth of its work: what it keeps is as before."""
    from argon2 import PasswordHasher

    from core.access import people

    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(people, "_hasher", lambda: quick)
