import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from core.embeddings import EmbeddingSet
from core.embeddings.sources import check, make, name_of
from core.embeddings.uploads.pictures import known_of
from core.runs.run import Run

RANDOM = np.random.default_rng(0)


@pytest.fixture
def place(folders: Path) -> Path:
    (folders / "uploads").mkdir()
    return folders / "uploads"


def uploaded(file: Path, **settings: object) -> EmbeddingSet:
    source = {"kind": "upload", "file": str(file), **settings}
    check(source)
    return make(source)


def png(size: tuple[int, ...] = (20, 20), value: int = 100, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.full(size, value, np.uint8)).save(out, kind)
    return out.getvalue()


def zipped(file: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, blob in members.items():
            archive.writestr(name, blob)
    return file


def test_npy_with_labels_in_a_second_file(place: Path):
    vectors = RANDOM.normal(size=(50, 6)).astype(np.float32)
    np.save(place / "v.npy", vectors)
    embedding_set = uploaded(place / "v.npy", name="mine.npy")
    assert np.abs(embedding_set.vectors() - vectors).max() < 3e-3
    assert embedding_set.about()["title"] == "mine.npy"
    assert embedding_set.about()["note"] == "No classes are known."
    assert (embedding_set.labels() == -1).all()
    assert embedding_set.sheets() is None
    texts = ["cat", "dog"] * 25
    np.save(place / "l.npy", np.array(texts))
    (place / "l.txt").write_text("\n".join(texts) + "\n")
    (place / "l.csv").write_text("id,label\n" + "".join(f"{i},{t}\n" for i, t in enumerate(texts)))
    for name in ("l.npy", "l.txt", "l.csv"):
        embedding_set = uploaded(place / "v.npy", labels_file=str(place / name))
        assert embedding_set.about()["classes"] == ["cat", "dog"]
        assert embedding_set.labels()[:4].tolist() == [0, 1, 0, 1]


def test_the_same_content_is_the_same_cloud_wherever_it_lies(place: Path):
    for name in ("a.npy", "b.npy"):
        np.save(place / name, np.arange(12.0).reshape(4, 3))
    sources = [
        {"kind": "upload", "file": str(place / name), "name": "x"} for name in ("a.npy", "b.npy")
    ]
    assert name_of(sources[0]) == name_of(sources[1])
    np.save(place / "b.npy", np.arange(12.0).reshape(4, 3) + 1)
    assert name_of(sources[0]) != name_of(sources[1])


def test_rows_that_are_not_finite_are_left_out_and_counted(place: Path):
    vectors = np.arange(40, dtype=np.float64).reshape(10, 4)
    vectors[2, 1], vectors[5, 0], vectors[6, 3] = np.nan, np.inf, 1e30
    np.save(place / "v.npy", vectors)
    (place / "l.txt").write_text("\n".join("abcdefghij"))
    embedding_set = uploaded(place / "v.npy", labels_file=str(place / "l.txt"))
    assert embedding_set.about()["note"].startswith("3 of 10 vectors hold NaN, infinite")
    assert np.array_equal(embedding_set.vectors()[:, 0], [0, 4, 12, 16, 28, 32, 36])
    assert [embedding_set.about()["classes"][i] for i in embedding_set.labels()] == list("abdehij")


def test_parquet_with_a_list_column(place: Path):
    rows = RANDOM.normal(size=(30, 5)).astype(np.float32)
    table = {
        "id": [f"p{i}" for i in range(30)],
        "embedding": rows.tolist(),
        "price": [float(i) for i in range(30)],
        "Kind of Thing": ["x", "y", None] * 10,
        "note": [f"words {i}" for i in range(30)],
    }
    table["embedding"][4] = None
    pq.write_table(pa.table(table), place / "t.parquet")
    embedding_set = uploaded(place / "t.parquet")
    keep = [i for i in range(30) if i != 4]
    assert np.abs(embedding_set.vectors() - rows[keep]).max() < 3e-3
    assert embedding_set.names() == [f"p{i}" for i in keep]
    assert embedding_set.about()["classes"] == ["x", "y"]
    assert embedding_set.labels()[:4].tolist() == [0, 1, -1, 0]
    assert np.array_equal(embedding_set.column("price"), keep)
    assert "left out: note" in embedding_set.about()["note"]
    assert "1 of 30 vectors" in embedding_set.about()["note"]
    kinds = {column.name: (column.kind, column.classes) for column in embedding_set.columns()}
    assert kinds == {"kind-of-thing": ("class", ("x", "y")), "price": ("number", ())}


def test_csv_of_numbers_and_a_class_that_is_named(place: Path):
    lines = [f"{i};{i * 0.5};{i % 3};{'ab'[i % 2]}" for i in range(12)]
    (place / "t.txt").write_text("\n".join(["x;y;group;letter", *lines]))
    embedding_set = uploaded(place / "t.txt", labels="group")
    assert embedding_set.vectors().shape == (12, 2)
    assert embedding_set.about()["classes"] == ["0", "1", "2"]
    assert [column.name for column in embedding_set.columns()] == ["letter"]
    assert uploaded(place / "t.txt").about()["classes"] == ["a", "b"]


def test_columns_called_like_ours_get_other_names(place: Path):
    table = {"v": np.eye(4).tolist(), "predicted": list("abab"), "Price": [1, 2, 3, 4]}
    table |= {"price": [4, 3, 2, 1], "label": list("xyxy")}
    pq.write_table(pa.table(table), place / "t.parquet")
    columns = uploaded(place / "t.parquet").columns()
    assert [(c.name, c.title) for c in columns] == [
        ("predicted-2", "predicted"),
        ("price", "Price"),
        ("price-2", "price"),
    ]


def test_csv_without_a_heading(place: Path):
    np.savetxt(place / "t.csv", np.arange(20).reshape(5, 4), delimiter=",")
    assert np.array_equal(uploaded(place / "t.csv").vectors(), np.arange(20).reshape(5, 4))


def test_content_counts_and_not_the_name(place: Path):
    np.save(place / "v.npy", np.eye(5))
    (place / "v.npy").rename(place / "v.parquet")
    assert uploaded(place / "v.parquet").vectors().shape == (5, 5)


def test_a_zip_of_images_in_folders(place: Path):
    members = {
        f"fruits/{c}/{i}.png": png(value=50 * i) for c in ("apple", "pear") for i in range(3)
    }
    members |= {
        "__MACOSX/fruits/apple/._0.png": b"x",
        "fruits/.DS_Store": b"x",
        "fruits/a.txt": b"",
    }
    embedding_set = uploaded(zipped(place / "f.zip", members))
    assert embedding_set.about()["classes"] == ["apple", "pear"]
    assert embedding_set.labels().tolist() == [0, 0, 0, 1, 1, 1]
    assert embedding_set.names()[0] == "apple/0.png"
    assert embedding_set.vectors().shape == (6, 400)
    assert np.array_equal(embedding_set.vectors()[:, 0], [0, 50, 100, 0, 50, 100])
    assert (embedding_set.sheets().width, embedding_set.sheets().count) == (20, 6)


def test_a_folder_and_the_same_as_a_zip(place: Path):
    members = {f"{c}/{i}.png": png(value=9 * i) for c in "ab" for i in range(2)}
    for name, blob in members.items():
        (place / "pics" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "pics" / name).write_bytes(blob)
    (place / "pics/a/link.png").symlink_to("/etc/passwd")
    one, other = uploaded(place / "pics"), uploaded(zipped(place / "z.zip", members))
    assert np.array_equal(one.vectors(), other.vectors())
    assert one.about()["classes"] == other.about()["classes"] == ["a", "b"]


def test_images_through_a_net_whatever_their_sizes(place: Path, digits_run: Run):
    members = {f"{i}.png": png((20 + i, 30), value=i * 20) for i in range(5)}
    members["large.jpg"] = png((900, 700, 3), 90, "JPEG")
    embedding_set = uploaded(zipped(place / "p.zip", members), by="digits-run", layer="penultimate")
    assert embedding_set.vectors().shape == (6, 3200)
    assert (embedding_set.sheets().width, embedding_set.sheets().height) == (64, 64)
    assert embedding_set.about()["title"] == "p.zip, seen by A tiny run, penultimate"
    assert embedding_set.about()["note"] == "No classes are known."


def test_unreadable_images_are_skipped_and_counted(place: Path):
    members = {f"a/{i}.png": png(value=i * 40) for i in range(4)}
    members |= {"a/torn.png": png()[:40], "b/words.jpg": b"no picture"}
    embedding_set = uploaded(zipped(place / "p.zip", members))
    assert "2 of 6 images cannot be read" in embedding_set.about()["note"]
    assert (
        len(embedding_set.vectors())
        == len(embedding_set.labels())
        == embedding_set.sheets().count
        == 4
    )


def test_one_class_is_allowed_and_said(place: Path):
    embedding_set = uploaded(
        zipped(place / "p.zip", {f"shoe/{i}.png": png(value=i) for i in range(3)})
    )
    assert embedding_set.about()["note"] == "All points are of one class, shoe."


@pytest.mark.parametrize(
    ("names", "classes", "labels"),
    [
        (["1.png", "2.png"], (), [-1, -1]),
        (["x/shoe/1.png", "x/shoe/2.png"], ("shoe",), [0, 0]),
        (["x/a/1.png", "x/b/c/2.png", "x/3.png"], ("a", "b"), [0, 1, -1]),
        (["test/a/1.png", "train/b/2.png", "train/a/3.png"], ("a", "b"), [0, 1, 0]),
    ],
)
def test_classes_are_the_folders(names, classes, labels):
    known = known_of(names)
    assert known.classes == classes
    assert known.labels.tolist() == labels
    assert bool(known.columns) == names[0].startswith("test/")


def bad_npy(place: Path, name: str) -> Path:
    arrays = {
        "objects": np.array([[1.0], [1.0, 2.0]], dtype=object),
        "texts": np.array([["a", "b"]] * 4),
        "complex": np.ones((4, 2), complex),
        "flat": np.arange(9.0),
        "images": np.zeros((5, 8, 8)),
        "no_columns": np.zeros((5, 0)),
        "too_wide": np.zeros((3, 20_000)),
        "lost": np.full((5, 2), np.nan),
        "two": np.zeros((2, 3)),
        "good": np.eye(5),
    }
    np.save(place / f"{name}.npy", arrays[name], allow_pickle=True)
    return place / f"{name}.npy"


def refused(file: Path, words: str, **settings: object) -> None:
    """`make` says so in a BadUpload, and leaves nothing behind."""
    from core.errors import BadUpload

    with pytest.raises(BadUpload, match=f"(?s){words}"):
        uploaded(file, **settings)
    assert not list(Path(file.parent.parent / "clouds").glob("*/*"))


def write(file: Path, content: bytes | str) -> Path:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_a_missing_and_a_too_large_file(place: Path):
    refused(place / "gone.npy", "cannot be read \\(No such file")
    with (place / "large.npy").open("wb") as file:
        file.truncate(2049 << 20)
    refused(place / "large.npy", "has 2,049 MB; at most 2,048")


def test_labels_that_do_not_fit(place: Path):
    vectors = bad_npy(place, "good")
    few = write(place / "few.txt", "a\nb\nc\n")
    refused(vectors, "holds 3 labels for 5 vectors", labels_file=str(few))
    np.save(place / "square.npy", np.eye(5))
    refused(vectors, "labels are a list", labels_file=str(place / "square.npy"))
    np.save(place / "objects.npy", np.array(["a", 1] * 2 + [None], object), allow_pickle=True)
    refused(vectors, "Python objects", labels_file=str(place / "objects.npy"))
    refused(vectors, "has no columns", labels="class")
    wide = write(place / "wide.csv", "word,label\n" + "a,b\n" * 4)
    refused(vectors, "holds 4 labels for 5 vectors", labels_file=str(wide))
    write(wide, "word,label\n" + "a,b\n" * 5)
    refused(vectors, "has no column 'kind'", labels_file=str(wide), labels="kind")
    nested = write(place / "nested.json", "[[1], [2]]")
    refused(vectors, "no list of labels", labels_file=str(nested))
    table = write(place / "t.csv", "x,y\n1,2\n2,3\n3,4\n")
    refused(table, "has no column 'z'. It has: x, y", labels="z")


def images(extra: dict[str, bytes]) -> dict[str, bytes]:
    return {f"a/{i}.png": png(value=i) for i in range(4)} | extra


def test_zips_of_too_much(place: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("core.embeddings.uploads.archive.MOST_FILES", 3)
    refused(zipped(place / "many.zip", images({})), "holds 4 files; at most 3")
    monkeypatch.setattr("core.embeddings.uploads.archive.MOST_TOTAL", 100)
    monkeypatch.setattr("core.embeddings.uploads.archive.MOST_FILES", 100)
    refused(place / "many.zip", "unpacks to")


def test_zips_that_lie_about_sizes_are_not_believed(place: Path):
    """The central directory promises 100 bytes; what is behind is larger: unreadable, not read."""
    blob = bytearray(zipped(place / "lie.zip", images({"a/big.png": bytes(5000)})).read_bytes())
    at = blob.find((5000).to_bytes(4, "little"), blob.find(b"PK\x01\x02"))
    blob[at : at + 4] = (100).to_bytes(4, "little")
    blob[at + 4 : at + 8] = (100).to_bytes(4, "little")
    embedding_set = uploaded(write(place / "lie.zip", bytes(blob)))
    assert "1 of 5 images cannot be read" in embedding_set.about()["note"]


def test_labels_cannot_be_named_for_images(place: Path):
    refused(zipped(place / "z.zip", images({})), "from their folders", labels="a")


def test_cloud_json_can_be_read_back(place: Path):
    embedding_set = uploaded(zipped(place / "z.zip", images({})))
    assert (
        json.loads((embedding_set.folder / "cloud.json").read_text())["source"]["name"] == "z.zip"
    )
