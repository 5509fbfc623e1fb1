"""Images in archives and tables of every kind, made here: what is taken, and what is refused."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from core import data
from core.data.own import all_own, validation_rows
from core.data.own_division import Division
from core.data.splits import divide
from core.embeddings.points import Pictures, Points
from core.embeddings.uploads import archive
from core.embeddings.uploads.brought import Asked, look, read
from core.embeddings.uploads.classes import take
from core.errors import BadUpload
from core.recipes.recipe import changed
from core.tasks.classify.problems import problems
from core.tasks.classify.settings import ClassificationRecipe

Files = dict[str, bytes]


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDSCOPE_OWN", str(tmp_path / "own"))


def picture(seed: int) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 255, (20, 24, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def images(count: int = 24, *, folder: str = "") -> Files:
    return {f"{folder}{i}.png": picture(i) for i in range(count)}


def by_class(each: int = 10, classes: str = "ab", *, above: str = "") -> Files:
    names = [f"{above}{c}/{i}.png" for c in classes for i in range(each)]
    return {name: picture(sum(map(ord, name)) * 31 + n) for n, name in enumerate(names)}


def tarred(path: Path, files: Files, mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as packed:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            packed.addfile(info, io.BytesIO(content))
    return path


def zipped(path: Path, files: Files) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def spread(path: Path, files: Files) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def pictures(path: Path, *, label: str | None = None) -> Pictures:
    asked = Asked(path, path.name, label)
    assert look(asked).images
    found = read(asked)
    assert isinstance(found, Pictures)
    return found


def said(found: Pictures) -> list[str]:
    return [found.known.classes[label] for label in found.known.labels]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_is_as_good_as_a_zip(mode: str, tmp_path: Path) -> None:
    files = by_class(12)
    known = take(tarred(tmp_path / "mine.tar.gz", files, mode), "mine.tar.gz").known
    assert (known.title, known.classes) == ("mine", ("a", "b"))
    test = data.load(known.name, "test")
    expected = np.asarray(Image.open(io.BytesIO(files[test.paths[0]])))
    assert (test.images[0] == expected).all()


def test_bombs_and_torn_tars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = tarred(tmp_path / "bomb.tgz", {"a/1.png": bytes(30 << 20)})
    with pytest.raises(BadUpload, match="as in a bomb"):
        pictures(bomb)
    torn = tarred(tmp_path / "torn.tgz", by_class())
    torn.write_bytes(torn.read_bytes()[:-2000])
    with pytest.raises(BadUpload, match="not a complete tar archive"):
        pictures(torn)
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    with pytest.raises(BadUpload, match="holds 20 files; at most 3"):
        pictures(tarred(tmp_path / "many.tar", by_class(), "w"))


METADATA = "file_name,label,age,site\n" + "".join(
    f"images/{i}.png,{'cd'[i % 2]},{i / 2},{'xyz'[i % 3]}\n" for i in range(24)
)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_metadata_beside_images(kind: str, tmp_path: Path) -> None:
    titles, *lines = [line.split(",") for line in METADATA.splitlines()]
    rows = [dict(zip(titles, line, strict=True)) for line in lines]
    files = images(folder="images/") | {"images/extra.png": picture(99)}
    if kind == "parquet":
        out = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows), out)
        files["metadata.parquet"] = out.getvalue()
    else:
        text = METADATA if kind == "csv" else "\n".join(map(json.dumps, rows))
        files[f"metadata.{kind}"] = text.encode()
    found = pictures(zipped(tmp_path / "z.zip", files))
    assert sorted(said(found)) == ["c"] * 12 + ["d"] * 12
    assert "site" in {column.title for column, _ in found.known.columns}
    assert "1 of 25 images stand in no table" in found.known.notes[-1]
    other = pictures(tmp_path / "z.zip", label="site")
    assert other.known.classes == ("x", "y", "z")
    assert look(Asked(tmp_path / "z.zip", "z.zip")).choices[0] == "label"


def test_metadata_in_the_folders_of_splits(tmp_path: Path) -> None:
    files: Files = {}
    for part, first in (("train", 0), ("test", 100)):
        rows = "".join(f"{i}.png,{'ab'[i % 2]}\n" for i in range(20))
        files[f"{part}/metadata.csv"] = f"file_name,label\n{rows}".encode()
        files |= {f"{part}/{i}.png": picture(first + i) for i in range(20)}
    known = take(spread(tmp_path / "set", files), "set").known
    assert {part: len(rows) for part, rows in known.splits.items()} == {"train": 20, "test": 20}
    assert all(file.startswith("test/") for file, _ in known.splits["test"])


def test_a_broken_metadata_table_is_a_sentence(tmp_path: Path) -> None:
    files = images() | {"metadata.csv": b"file_name,label\n1.png,a,b\n2.png\n"}
    with pytest.raises(BadUpload, match=r"metadata.csv are of different lengths"):
        pictures(zipped(tmp_path / "z.zip", files))


def test_coco_categories(tmp_path: Path) -> None:
    about = {
        "categories": [{"id": 7, "name": "cat"}, {"id": 9, "name": "dog"}],
        "images": [{"id": i, "file_name": f"{i}.png"} for i in range(4)],
        "annotations": [
            {"image_id": i, "category_id": c} for i, c in ((0, 7), (1, 9), (1, 9), (1, 7), (2, 7))
        ],
    }
    files = images(4, folder="val2017/") | {"annotations/x.json": json.dumps(about).encode()}
    found = pictures(zipped(tmp_path / "z.zip", files))
    assert [found.known.classes[i] if i >= 0 else None for i in found.known.labels] == [
        "cat",
        "dog",
        "cat",
        None,
    ]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_table_of_paths_on_the_server(kind: str, tmp_path: Path) -> None:
    spread(tmp_path, images(24, folder="pics/"))
    rows = {
        "path": [f"pics/{i}.png" for i in range(24)],
        "kind": [*"ab"] * 12,
        "split": ["train", "test", "train"] * 8,
    }
    table = tmp_path / f"list.{kind}"
    if kind == "parquet":
        pq.write_table(pa.table(rows), table)
    else:
        table.write_text(
            "path,kind,split\n" + "\n".join(map(",".join, zip(*rows.values(), strict=True)))
        )
    known = take(table, table.name).known
    assert known.classes == ("a", "b")
    assert {part: len(listed) for part, listed in known.splits.items()} == {"train": 16, "test": 8}
    assert len(data.load(known.name, "train").images[0]) == 20
    table.write_text("path,kind\n../secret.png,a\n")
    with pytest.raises(BadUpload, match="does not lie below its own folder"):
        pictures(table)
    table.write_text("path,kind\ngone.png,a\n")
    with pytest.raises(BadUpload, match="do not lie beside it"):
        pictures(table)


def test_hugging_faces_parquet(tmp_path: Path) -> None:
    blobs = [{"bytes": picture(i), "path": f"{i}.png"} for i in range(24)]
    features = {"label": {"_type": "ClassLabel", "names": ["cup", "mug"]}}
    stated = {"huggingface": json.dumps({"info": {"features": features}})}
    table = pa.table({"image": blobs, "label": [0, 1] * 12, "who": [*"pqr"] * 8})
    pq.write_table(table.replace_schema_metadata(stated), tmp_path / "train.parquet")
    found = pictures(tmp_path / "train.parquet")
    assert said(found)[:2] == ["cup", "mug"]
    assert found.images[3].shape == (20, 24, 3)
    known = take(tmp_path / "train.parquet", "train.parquet").known
    assert len(data.load(known.name, "test")) == 8


def test_a_projectors_config_with_its_sprite(tmp_path: Path) -> None:
    rows = np.arange(24, dtype="<f4").reshape(6, 4)
    sprite = np.zeros((2 * 8, 3 * 8, 3), np.uint8)
    for i in range(6):
        sprite[i // 3 * 8 :, i % 3 * 8 :][:8, :8] = i * 40
    out = io.BytesIO()
    Image.fromarray(sprite).save(out, "PNG")
    config = (
        'embeddings {\n tensor_name: "x"\n tensor_path: "t.bytes"\n metadata_path: "m.tsv"\n'
        " tensor_shape: 6\n tensor_shape: 4\n"
        ' sprite { image_path: "/home/me/s.png" single_image_dim: 8 single_image_dim: 8 }\n}\n'
    )
    files = {
        "log/projector_config.pbtxt": config.encode(),
        "log/t.bytes": rows.tobytes(),
        "log/m.tsv": ("word\tkind\n" + "".join(f"w{i}\tk{i % 2}\n" for i in range(6))).encode(),
        "log/s.png": out.getvalue(),
    }
    where = [zipped(tmp_path / "p.zip", files), spread(tmp_path / "p", files)]
    for path in (*where, tmp_path / "p/log/projector_config.pbtxt"):
        assert "kind" in look(Asked(path, path.name)).choices
        found = read(Asked(path, path.name))
        assert isinstance(found, Points)
        assert np.array_equal(found.vectors, rows)
        assert found.known.classes == ("k0", "k1")
        assert found.images is not None
        assert [int(found.images[i][0, 0, 0]) for i in range(6)] == [0, 40, 80, 120, 160, 200]
    del files["log/m.tsv"]
    with pytest.raises(BadUpload, match=r"names 'm.tsv', which is not in"):
        read(Asked(zipped(tmp_path / "q.zip", files), "q.zip"))


def test_three_parts_are_kept_and_the_middle_one_validates(tmp_path: Path) -> None:
    files = by_class(12, above="Training/") | by_class(4, above="Val/") | by_class(5, above="Test/")
    known = take(zipped(tmp_path / "z.zip", files), "z.zip").known
    assert {part: len(rows) for part, rows in known.splits.items()} == {
        "train": 24, "validation": 8, "test": 10,
    }  # fmt: skip
    train, aside = data.load(known.name, "train"), validation_rows(known.name)
    assert {train.paths[i].split("/")[0] for i in aside} == {"Val"}
    recipe = changed(ClassificationRecipe(), {"data.name": known.name, "data.validation": 3})
    learned, validated = divide(train.labels, recipe, given=aside)
    assert validated.tolist() == aside.tolist()
    assert {train.paths[i].split("/")[0] for i in learned} == {"Training"}


def test_broken_images_are_left_out_and_named(tmp_path: Path) -> None:
    files = (
        by_class(12) | {"a/x.png": b"no picture"} | {f"c/{i}.png": b"nor this" for i in range(12)}
    )
    taken = take(zipped(tmp_path / "z.zip", files), "z.zip")
    assert taken.known.classes == ("a", "b")
    assert "Nothing of c is left" in " ".join(taken.notes)
    assert "a/x.png, c/0.png, c/1.png and 10 more cannot be opened" in " ".join(taken.notes)


def test_whole_groups_and_unseen_classes(tmp_path: Path) -> None:
    rows = [f"{i}.png,{'abcd'[i % 4]},p{i // 4}" for i in range(80)]
    text = "\n".join(["file_name,label,person", *rows])
    path = zipped(tmp_path / "z.zip", images(80) | {"metadata.csv": text.encode()})
    person = {f"{i}.png": i // 4 for i in range(80)}
    known = take(path, "z.zip", division=Division(group="person")).known
    train, test = ({person[file] for file, _ in known.splits[part]} for part in ("train", "test"))
    assert not train & test
    assert 16 <= len(known.splits["test"]) <= 32
    other = take(path, "z.zip", division=Division(group="person", seed=1)).known
    assert other.name != known.name
    with pytest.raises(BadUpload, match="no column 'day' to group by"):
        take(path, "z.zip", division=Division(group="day"))
    apart = take(path, "z.zip", division=Division(unseen=True)).known
    assert apart.disjoint
    assert not known.disjoint
    recipe = changed(ClassificationRecipe(), {"data.name": apart.name, "batch.size": 8})
    assert any("never trained on" in each for each in problems(recipe))
    assert len(all_own()) == 3
    with pytest.raises(BadUpload, match="at least 4 are needed"):
        take(zipped(tmp_path / "two.zip", by_class()), "two.zip", division=Division(unseen=True))
