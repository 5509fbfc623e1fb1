from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.readers.trees import images_in, open_tree
from core.errors import Stopped
from core.faces.encoders import Encoder, _run
from core.faces.features import features
from core.faces.find import cut_out_face, whole_picture
from tests.core.data.test_trees import write_zip
from tests.drawn_faces import POINTS, drawn_face, scene

EDGE = 32
DIMENSION = 6


class Seen:
    """How many crops were encoded."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, crops: np.ndarray) -> _run.Vectors:
        self.count += len(crops)
        halves = crops.astype(np.float32).reshape(len(crops), EDGE, 2, EDGE // 2, 3).mean((1, 3))
        return halves.reshape(-1, DIMENSION)


def means(seen: Seen, version: str = "means-1") -> Encoder:
    """An encoder whose vector is the mean colour of the left and of the right half."""
    template = (POINTS * EDGE).astype(np.float32)
    return Encoder("means", EDGE, DIMENSION, False, template, version, seen)


def picture(number: int) -> bytes:
    data = io.BytesIO()
    face = drawn_face(64, skin=(200 - 4 * number, 160, 120))
    face.paste("black", (0, 0, 3 + number, 64))  # left and right differ
    face.save(data, "PNG")
    return data.getvalue()


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {f"train/F0001/MID{number}/{number}.png": picture(number) for number in range(8)}


def test_vectors_of_each_face_and_its_mirror_image(files: dict[str, bytes]) -> None:
    found = features(list(files), files.__getitem__, encoder=means(Seen()))
    assert found.names == tuple(files)
    assert found.vectors.shape == (8, 2, DIMENSION)
    assert found.vectors.dtype == np.float32
    assert found.found.all()
    assert found.problems == ()
    plain, mirror = found.vectors[:, 0].reshape(8, 2, 3), found.vectors[:, 1].reshape(8, 2, 3)
    assert mirror == pytest.approx(plain[:, ::-1], abs=1e-3)
    assert np.abs(plain[:, 0] - plain[:, 1]).max() > 1
    image = Image.open(io.BytesIO(files[found.names[3]])).convert("RGB")
    encoder = means(Seen())
    crop = encoder.crop(image, cut_out_face(image))
    assert found.vectors[3, 0] == pytest.approx(encoder.encode(crop[None])[0])


def test_nothing_is_computed_twice(files: dict[str, bytes], tmp_path: Path) -> None:
    seen = Seen()
    first = features(list(files), files.__getitem__, encoder=means(seen), folder=tmp_path)
    assert seen.count == 16
    renamed = {f"other/{name}": data for name, data in reversed(files.items())}
    again = features(list(renamed), renamed.__getitem__, encoder=means(seen), folder=tmp_path)
    assert seen.count == 16
    assert (again.vectors == first.vectors[::-1]).all()
    features(list(files), files.__getitem__, encoder=means(seen, "means-2"), folder=tmp_path)
    assert seen.count == 32, "another version is another vector"
    features(list(files), files.__getitem__, encoder=means(seen), how="whole", folder=tmp_path)
    assert seen.count == 48
    twice = [*files, *files]
    features(twice, files.__getitem__, encoder=means(seen), folder=None)
    assert seen.count == 64, "without a folder all is computed, but a name's once"


@pytest.mark.parametrize("how_it_ends", ["stopped", "killed"])
def test_interrupted_work_is_not_lost(
    how_it_ends: str, files: dict[str, bytes], tmp_path: Path
) -> None:
    seen, asked = Seen(), iter(range(100))

    def read(name: str) -> bytes:
        if how_it_ends == "killed" and next(asked) == 5:
            raise KeyboardInterrupt
        return files[name]

    def stop() -> bool:
        return how_it_ends == "stopped" and next(asked) == 5

    with pytest.raises((Stopped, KeyboardInterrupt)):
        features(list(files), read, encoder=means(seen), folder=tmp_path, stop=stop)
    assert seen.count == 10
    resumed = features(list(files), files.__getitem__, encoder=means(seen), folder=tmp_path)
    assert seen.count == 16
    fresh = features(list(files), files.__getitem__, encoder=means(Seen()))
    assert resumed.vectors == pytest.approx(fresh.vectors)


def test_unreadable_pictures_are_reported(files: dict[str, bytes], tmp_path: Path) -> None:
    names = list(files)
    broken = {
        **files,
        names[1]: files[names[1]][:300],
        names[2]: b"",
        names[4]: b"no picture at all\n" * 9,
    }

    def read(name: str) -> bytes:
        if name == "gone":
            raise FileNotFoundError(2, "No such file", name)
        return broken[name]

    told: list[tuple[int, int, str]] = []
    found = features(
        [*names, "gone"],
        read,
        encoder=means(Seen()),
        folder=tmp_path,
        progress=lambda *said: told.append(said),
    )
    assert found.names == tuple(n for i, n in enumerate(names) if i not in (1, 2, 4))
    assert [problem.name for problem in found.problems] == [names[1], names[2], names[4], "gone"]
    assert all(problem.reason for problem in found.problems)
    assert "empty" in found.problems[1].reason
    done, total, sentence = told[-1]
    assert (done, total) == (9, 9)
    assert "5 faces" in sentence
    assert "4 pictures cannot be read" in sentence


def test_a_picture_without_a_face_is_taken_whole_and_counted() -> None:
    blank = np.full((64, 64, 3), 90, np.uint8)
    arrays = {"blank": blank, "face": np.asarray(drawn_face(64))}
    told: list[str] = []
    found = features(
        list(arrays),
        arrays.__getitem__,
        encoder=means(Seen()),
        progress=lambda *said: told.append(said[2]),
    )
    assert found.found.tolist() == [False, True]
    assert "1 of them not found" in told[-1]
    expected = means(Seen()).crop(Image.fromarray(blank), whole_picture(Image.fromarray(blank)))
    assert found.vectors[0, 0] == pytest.approx(means(Seen()).encode(expected[None])[0])


def test_photos_give_their_largest_face() -> None:
    photo = np.asarray(scene((500, 300), [(0, 0, 120), (200, 20, 280)]))
    right = np.asarray(scene((500, 300), [(200, 20, 280)]))
    arrays = {"both": photo, "one": right}
    found = features(list(arrays), arrays.__getitem__, encoder=means(Seen()), how="photo")
    assert found.vectors[0] == pytest.approx(found.vectors[1], abs=1.5)


def test_a_zip_is_read_where_it_lies(files: dict[str, bytes], tmp_path: Path) -> None:
    write_zip(tmp_path / "faces.zip", {**files, "list.csv": b"p1,p2\n"})
    tree = open_tree(tmp_path / "faces.zip")
    found = features(images_in(tree), tree.read, encoder=means(Seen()))
    assert found.names == tuple(sorted(files))


def test_the_order_of_names_is_kept_with_several_blocks(files: dict[str, bytes]) -> None:
    names = [f"{block}/{name}" for block in range(9) for name in files]
    found = features(
        names, lambda name: files[name.split("/", 1)[1]], encoder=means(Seen()), how="whole"
    )
    assert found.names == tuple(names)
    assert (found.vectors[8:16] == found.vectors[:8]).all()
    assert dataclasses.is_dataclass(found)


def test_no_pictures() -> None:
    found = features([], lambda name: b"", encoder=means(Seen()))
    assert found.vectors.shape == (0, 2, DIMENSION)
