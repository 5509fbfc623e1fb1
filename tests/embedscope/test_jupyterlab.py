"""The cells in a real JupyterLab: they draw, and what is selected comes back to the kernel."""

from __future__ import annotations

import importlib.util
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.paths import ROOT

for needed in ("jupyterlab", "anywidget"):  # they run elsewhere: to import them takes seconds
    if importlib.util.find_spec(needed) is None:
        pytest.skip(f"{needed} is not installed: pip install {needed}", allow_module_level=True)

FIRST = """\
import numpy as np, embedscope
labels = np.arange(300) % 3
rng = np.random.default_rng(0)
vectors = (np.eye(3)[labels] * 9 + rng.normal(size=(300, 3))) @ rng.normal(size=(3, 8))
images = rng.integers(0, 255, (300, 12, 12), dtype=np.uint8)
seen = embedscope.map(vectors, images=images, labels=labels, classes=["cat", "dog", "owl"])
seen.observe(lambda change: open("selected.txt", "w").write(
    " ".join(map(str, change["new"].tolist()))), "selection")
seen"""
SECOND = """\
run = embedscope.Run("shoes", probe=(images, labels), classes=["cat", "dog", "owl"])
for step in range(0, 50, 10):
    run.embed(step, vectors * step + rng.normal(size=8))
moving = embedscope.race(run)
moving.observe(lambda change: open("alone.txt", "w").write(f"{len(change['new'])}"), "selection")
moving"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A JupyterLab on a folder with one notebook, and that folder."""
    folder = tmp_path_factory.mktemp("lab")
    cells = [
        {
            "cell_type": "code",
            "source": text,
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
        for text in (FIRST, SECOND)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    (folder / "map.ipynb").write_text(
        json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 4})
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "RUNTIME")}
    env = {**os.environ, **own, "PYTHONPATH": str(ROOT), "EMBEDSCOPE_RUNS": str(folder / "runs")}
    line = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    line += [f"--port={port}", "--IdentityProvider.token=", "--ServerApp.password="]
    line += ["--LabApp.news_url=None"]
    line += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([*line, str(folder)], env=env, stdout=log, stderr=log)
    try:
        _until_it_answers(f"http://127.0.0.1:{port}/api", folder / "log")
        yield f"http://127.0.0.1:{port}/lab/tree/map.ipynb?reset", folder
    finally:
        process.terminate()
        process.wait(30)


def _until_it_answers(url: str, log: Path, patience: float = 120.0) -> None:
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def _written(path: Path, patience: float = 60.0) -> str:
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        if path.is_file() and (text := path.read_text()):
            return text
        time.sleep(0.1)
    raise AssertionError(f"{path.name} was not written")


@pytest.mark.browser
@pytest.mark.slow
def test_cells_draw_and_tell_what_is_selected(lab: tuple[str, Path], browser: Any) -> None:
    url, folder = lab
    page = browser.new_page(viewport={"width": 1440, "height": 1600})
    page.set_default_timeout(240_000)  # the machine may be shared with a training
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(url)
    page.locator(".jp-Notebook .jp-CodeCell").first.click(timeout=240_000)
    for _ in range(2):
        page.keyboard.press("Shift+Enter")
    drawn = page.locator(".map[data-whole]")
    drawn.wait_for(timeout=240_000)
    drawn.scroll_into_view_if_needed()
    assert "PCA: two axes" in page.locator(".told").first.inner_text()
    drawn.locator("[data-tool=lasso]").click()
    box = drawn.locator(".stage").bounding_box()
    x, y, wide, high = box["x"], box["y"], box["width"], box["height"]
    page.mouse.move(x + 4, y + 4)
    page.mouse.down()
    for across, down in ((wide - 4, 4), (wide - 4, high - 4), (4, high - 4), (4, 8)):
        page.mouse.move(x + across, y + down, steps=4)
    page.mouse.up()
    assert [int(row) for row in _written(folder / "selected.txt").split()] == list(range(300))
    lane = page.locator(".race .lane")
    lane.scroll_into_view_if_needed()
    page.wait_for_function(
        "() => document.querySelectorAll('.jp-OutputArea-output').length >= 2", timeout=60_000
    )
    page.locator(".race .legend button").first.click()
    assert _written(folder / "alone.txt") == "100"
    assert not wrong, wrong
    if kept := os.environ.get("EMBEDSCOPE_TEST_PICTURE"):
        page.screenshot(path=kept)
    page.close()
