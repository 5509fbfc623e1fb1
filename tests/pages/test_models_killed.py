"""The running app under a path: its models process is killed with photos in flight, then itself."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.conftest import Server, running_app
from tests.drawn_clothes import SHAPES, drawn, write_clothes_checkpoint

pytest.importorskip("gradio_client")
IN_FLIGHT = 10


@pytest.fixture
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("killed")
    write_clothes_checkpoint(folder / "checkpoints" / "fashion-photos", dimension=8)
    with running_app(folder, base="/lab/one") as server:
        yield server


@pytest.fixture
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("photos")
    names = [list(SHAPES)[number % len(SHAPES)] for number in range(IN_FLIGHT + 1)]
    for number, name in enumerate(names):
        drawn(name, noise=number).save(folder / f"{number}-{name}.png")
    return [folder / f"{number}-{name}.png" for number, name in enumerate(names)]


def named(server: Server, photo: Path) -> str:
    """What the net calls a photo, or the words with which it is refused."""
    from gradio_client import Client, handle_file

    try:
        patient = {"timeout": 120}  # by itself it gives up after five seconds
        client = Client(f"{server.url}/widgets/clothes/", verbose=False, httpx_kwargs=patient)
        answer: dict[str, Any] = client.predict(handle_file(photo), api_name="/classify")
    except Exception as error:  # noqa: BLE001 (whatever it is: the test reads its words)
        return f"{type(error).__name__}: {error}"
    return str(answer["label"])


def models_of(server: Server) -> psutil.Process:
    """The models process of a running app."""
    every = psutil.Process(server.pid).children()
    return next(child for child in every if "pages.inference" in child.cmdline())


@pytest.mark.slow
def test_killed_with_ten_photos_in_flight_all_are_told_and_the_next_is_answered(
    app: Server, photos: list[Path]
) -> None:
    """And when the server is killed in its turn, no process is left."""
    assert named(app, photos[0]) == photos[0].stem.split("-", 1)[1]
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        asked = [pool.submit(named, app, photo) for photo in photos[:IN_FLIGHT]]
        time.sleep(0.5)
        models_of(app).kill()
        with urllib.request.urlopen(f"{app.url}/_stcore/health", timeout=2) as health:
            assert health.status == 200
        for photo, answer in zip(photos, asked, strict=False):
            said = answer.result(timeout=180)
            right = photo.stem.split("-", 1)[1]
            told = ("try again", "503", "restarting", "Server stopped")
            assert said == right or any(each in said for each in told), said
    assert named(app, photos[-1]) == photos[-1].stem.split("-", 1)[1]
    server, models = psutil.Process(app.pid), models_of(app)
    assert server.is_running()
    server.kill()
    models.wait(20)
    assert not models.is_running()
