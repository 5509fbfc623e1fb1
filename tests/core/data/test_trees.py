from __future__ import annotations

import pickle
import struct
import zipfile
from pathlib import Path

import pytest

from core import data as catalogue
from core.data.readers.trees import FolderTree, TreeBlobs, ZipTree
from core.errors import DataCorrupt
from tests.core.data import making

FILES = {
    "hymenoptera_data/train/bees/b.png": making.picture(20),
    "hymenoptera_data/train/ants/a.PNG": making.picture(10),
    "hymenoptera_data/val/ants/c.png": making.picture(30),
    "hymenoptera_data/val/ants/.DS_Store": b"",
    "hymenoptera_data/val/bees/d.jpg": making.picture(40, kind="JPEG"),
    "hymenoptera_data/val/bees/notes.txt": b"no image",
}


def write_folder(top: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(content)


def write_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def write(data: Path, shape: str, files: dict[str, bytes] = FILES) -> None:
    if shape == "zip":
        write_zip(data / "hymenoptera_data.zip", {**files, "__MACOSX/train/ants/._a.png": b"x"})
    else:
        write_folder(data / "hymenoptera_data" if shape == "nested" else data, files)


@pytest.mark.parametrize("shape", ["folder", "nested", "zip"])
def test_folders_by_class(data: Path, shape: str) -> None:
    write(data, shape)
    images = catalogue.load("hymenoptera", "train")
    assert images.classes == ("ants", "bees")
    assert images.labels.tolist() == [0, 1]
    assert images.images[:, 0, 0, 0].tolist() == [10, 20]
    assert [path.rsplit("/", 1)[1] for path in images.paths] == ["a.PNG", "b.png"]
    assert catalogue.find("hymenoptera").sizes() == {"train": 2, "test": 2}
    assert catalogue.load("hymenoptera", "test").labels.tolist() == [0, 1]


@pytest.mark.parametrize("shape", ["folder", "zip"])
def test_a_spoilt_image_is_named(data: Path, shape: str) -> None:
    spoilt = {"hymenoptera_data/train/ants/z.png": making.picture(1)[:40]}
    write(data, shape, {**FILES, **spoilt})
    with pytest.raises(DataCorrupt, match=r"train/ants/z.png .*Replace or delete"):
        catalogue.load("hymenoptera", "train")


def test_a_folder_without_images(data: Path) -> None:
    (data / "hymenoptera_data" / "train").mkdir(parents=True)
    (data / "hymenoptera_data" / "val").mkdir()
    with pytest.raises(DataCorrupt, match="no images"):
        catalogue.load("hymenoptera", "train")


@pytest.mark.parametrize("how", ["truncated", "empty", "noise"])
def test_a_spoilt_zip_is_named(data: Path, how: str) -> None:
    write(data, "zip")
    making.damage(data / "hymenoptera_data.zip", how)
    for reading in (
        catalogue.find("hymenoptera").sizes,
        lambda: catalogue.load("hymenoptera", "train"),
    ):
        with pytest.raises(DataCorrupt, match=r"hymenoptera_data.zip .*fetch it again"):
            reading()


def test_a_zip_with_damage_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("a.png", bytes(3000))
    making.damage(path, "middle")
    with pytest.raises(DataCorrupt, match="CRC"):
        ZipTree(path).read("a.png")


@pytest.mark.parametrize(
    "name", ["../../a.png", "train/../../a.png", "/etc/a.png", "C:/a.png", "train\\..\\a.png"]
)
def test_names_that_leave_the_folder_are_refused(data: Path, name: str) -> None:
    write(data, "zip", {**FILES, name: making.picture(1)})
    with pytest.raises(DataCorrupt, match="would leave its folder"):
        catalogue.load("hymenoptera", "train")
    assert not (data.parent / "a.png").exists()


def test_bombs_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"train/ants/a.png": bytes(8 << 20)})
    with pytest.raises(DataCorrupt, match="bomb"):
        _ = ZipTree(path).names


def test_a_promise_beyond_reason_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {f"{i}.png": b"x" for i in range(8)})
    content = path.read_bytes()
    # The central directory: both sizes of every file become almost 4 GiB.
    for at in [i for i in range(len(content)) if content.startswith(b"PK\x01\x02", i)]:
        huge = struct.pack("<2I", 0xFFFFFFF0, 0xFFFFFFF0)
        content = content[: at + 20] + huge + content[at + 28 :]
    path.write_bytes(content)
    with pytest.raises(DataCorrupt, match="16 GiB"):
        _ = ZipTree(path).names


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_large_file_is_not_read(tmp_path: Path, kind: str, monkeypatch: object) -> None:
    from core.data.readers import trees

    monkeypatch.setattr(trees, "MOST_FILE", 100)
    files = {"a.png": bytes(range(101))}
    write_folder(tmp_path / "a", files)
    tree = FolderTree(tmp_path / "a")
    if kind == "zip":
        tree = ZipTree(write_zip(tmp_path / "a.zip", files))
    with pytest.raises(DataCorrupt, match="larger than"):
        tree.read("a.png")


def test_an_archive_travels_to_another_process(tmp_path: Path) -> None:
    tree = ZipTree(write_zip(tmp_path / "a.zip", {"a.txt": b"one", "b.txt": b"two"}))
    blobs = TreeBlobs(tree, tree.names)
    assert blobs[0] == b"one"
    assert list(pickle.loads(pickle.dumps(blobs))[1:]) == [b"two"]


def test_an_archive_is_not_shared_with_a_fork(tmp_path: Path, monkeypatch: object) -> None:
    import os

    tree = ZipTree(write_zip(tmp_path / "a.zip", {"a.txt": b"one"}))
    before = tree._archive()
    assert tree._archive() is before
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert tree._archive() is not before
