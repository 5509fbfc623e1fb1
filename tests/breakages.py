"""A whole run, job, set of points and own data set, and every way in which a file breaks."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

RUN_FILES = (
    "card.json",
    "recipe.yaml",
    "history.csv",
    "frames/000001.npy",
    "frames/labels.npy",
    "frames/probe.json",
    "embedding/train.npy",
    "embedding/train_labels.npy",
    "embedding/test.npy",
    "embedding/test_labels.npy",
    "embedding/test_probabilities.npy",
    "thumbs/test.json",
    "thumbs/test.webp",
    "model.safetensors",
    "maps/pca/map.json",
    "maps/pca/points.npy",
    "probe/layers.json",
)
CLOUD_FILES = (
    "cloud.json",
    "vectors.npy",
    "labels.npy",
    "columns/speed.npy",
    "names.json",
    "thumbs/000.webp",
)
MAP_FILES = ("maps/own/map.json", "maps/own/points.npy")
JOB_FILES = ("job.json", "status.json")
OWN_FILES = ("data.json",)


def missing(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: max(1, len(content) // 2)])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def a_list(path: Path) -> None:
    path.write_text("[1, 2]")


def a_text(path: Path) -> None:
    path.write_text('"oh"')


def no_text(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00\x80" * 9)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def of_texts(path: Path) -> None:
    np.save(path, np.array(["a", "b"])) if path.suffix == ".npy" else path.write_text("a,b\nc,d\n")


def of_another_shape(path: Path) -> None:
    """An array of other axes; a table of other keys."""
    if path.suffix == ".npy":
        np.save(path, np.zeros((2, 2, 2, 2), np.float32))
    else:
        path.write_text('{"what": "ever", "schema": 99}')


def unreadable(path: Path) -> None:
    path.chmod(0)


WAYS: tuple[Callable[[Path], None], ...] = (
    missing,
    cut,
    empty,
    a_list,
    a_text,
    no_text,
    a_folder,
    of_texts,
    of_another_shape,
    *((unreadable,) if os.geteuid() else ()),
)
STAYS_WHOLE = {
    ("card.json", "missing"),  # not finished
    ("history.csv", "missing"),
    ("history.csv", "empty"),
    ("history.csv", "cut"),
    *(
        (name, "missing")  # a run may do without
        for name in (
            "frames/000001.npy",
            "embedding/train.npy",
            "embedding/test.npy",
            "embedding/test_probabilities.npy",
            "thumbs/test.json",
            "thumbs/test.webp",
            "thumbs/test.webp",
            "model.safetensors",
            "maps/pca/map.json",
            "probe/layers.json",
            "names.json",
            "status.json",
        )
    ),
    ("thumbs/test.webp", "a_folder"),
    ("recipe.yaml", "empty"),
    ("recipe.yaml", "cut"),
}
"""After which what is left is whole, or may be, depending on where it was cut."""


def breakages(files: tuple[str, ...]) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Every way for every file."""
    for name in files:
        for way in WAYS:
            yield name, way


def write_whole_run(folder: Path) -> Path:
    """A finished classifier with everything that a run may keep; CIFAR-100 is not needed."""
    from core.runs.migrate import migrate
    from tests.made_classifier import write_classifier

    write_classifier(folder)
    labels = (np.arange(12) % 4).astype(np.int16)
    points = np.random.default_rng(0).normal(size=(40, 6)).astype(np.float16)
    for name in ("frames", "maps/pca", "probe"):
        (folder / name).mkdir(parents=True)
    np.save(folder / "frames/labels.npy", labels)
    np.save(folder / "frames/000001.npy", points[:12])
    classes = ["round", "square", "long", "none"]
    about = {"data": "cifar100", "split": "train", "classes": classes, "indices": list(range(12))}
    (folder / "frames/probe.json").write_text(json.dumps(about))
    np.save(folder / "embedding/train.npy", points)
    np.save(folder / "embedding/train_labels.npy", (np.arange(40) % 4).astype(np.int16))
    np.save(folder / "maps/pca/points.npy", points[:, :2].astype(np.float32))
    (folder / "maps/pca/map.json").write_text(
        json.dumps({"dimensions": 2, "method": "pca", "title": "PCA", "parameters": {}, "seed": 0})
    )
    (folder / "probe/layers.json").write_text(
        json.dumps({"layers": [], "net": 0.5, "train": 30, "test": 40, "of": {}})
    )
    assert migrate(folder).written == ("card.json",)
    return folder


def write_embedding_set(folder: Path) -> Path:
    """A set of seven points with a column, names, pictures and a map."""
    from embedscope.thumbnails import Sheet

    for name in ("columns", "thumbs", "maps/own"):
        (folder / name).mkdir(parents=True)
    points = np.random.default_rng(1).normal(size=(7, 2)).astype(np.float32)
    np.save(folder / "vectors.npy", points)
    np.save(folder / "labels.npy", np.array([0, 1, 0, 1, -1, 0, 1], np.int16))
    np.save(folder / "columns/speed.npy", np.arange(7, dtype=np.float32))
    (folder / "names.json").write_text(json.dumps([f"point {n}" for n in range(7)]))
    sheet = Sheet.of(np.zeros((7, 4, 4), np.uint8))
    (folder / "thumbs/000.webp").write_bytes(sheet.picture)
    np.save(folder / "maps/own/points.npy", points)
    about: dict[str, Any] = {"dimensions": 2, "method": "own", "title": "own", "parameters": {}}
    (folder / "maps/own/map.json").write_text(json.dumps({**about, "seed": 0, "quality": {}}))
    about = {
        "title": folder.name,
        "source": {"kind": "upload", "name": "points.npy", "file": "/nowhere/points.npy"},
        "classes": ["a", "b"],
        "count": 7,
        "dimension": 2,
        "columns": [{"name": "speed", "kind": "number", "title": "speed"}],
        "sheets": {**sheet.geometry, "per_sheet": 7},
    }
    (folder / "cloud.json").write_text(json.dumps(about))
    return folder


def write_job(folder: Path, run: Path | None = None, *, kind: str = "train") -> Path:
    """A finished job: of a run that is copied into it, or of a map or of probes."""
    if run is not None:
        shutil.copytree(run, folder, dirs_exist_ok=True)
    folder.mkdir(exist_ok=True)
    about = {"map": {"wish": {"method": "pca"}, "cloud": "c", "map": "m"}, "probe": {"run": "x"}}
    job = {"title": f"Job {folder.name}", "created": "2026-01-01T00:00:00+00:00", "kind": kind}
    runs = ["."] if run is not None else []
    more = {"runs": runs, "about": about.get(kind, {})}
    (folder / "job.json").write_text(json.dumps({**job, **more}))
    (folder / "status.json").write_text(json.dumps({"state": "done", "step": 2, "steps": 2}))
    return folder


def write_own(folder: Path) -> Path:
    """Somebody's own data set of two classes."""
    from PIL import Image

    pictures = folder / "pictures"
    pictures.mkdir(parents=True)
    for number in range(4):
        Image.new("RGB", (8, 8), (number * 60, 0, 0)).save(pictures / f"{number}.png")
    listed = [[f"{number}.png", number % 2] for number in range(4)]
    about = {"title": folder.name, "tree": "pictures", "classes": ["a", "b"]}
    (folder / "data.json").write_text(json.dumps({**about, "train": listed, "test": listed}))
    return folder


def broken_copy(whole: Path, folder: Path, name: str, way: Callable[[Path], None]) -> Path:
    """A copy of a whole folder in which one file is broken in one way."""
    shutil.copytree(whole, folder)
    way(folder / name)
    return folder
