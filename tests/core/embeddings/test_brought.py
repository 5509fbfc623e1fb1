"""Files of every kind that people bring, made here, as what a map or a data set is made of."""

from __future__ import annotations

import io
import json
import shutil
import unicodedata
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image
from safetensors.numpy import save_file

from core.embeddings.points import Known, Pictures, Points, as_classes
from core.embeddings.uploads.archive import open_tree
from core.embeddings.uploads.brought import Asked, look, read
from core.embeddings.uploads.dialect import dialect_of
from core.embeddings.uploads.vectors import usable
from core.errors import BadUpload

ROWS = np.arange(24, dtype=np.float32).reshape(6, 4)


def points(path: Path, *, label: str | None = None, labels_file: Path | None = None) -> Points:
    asked = Asked(path, path.name, label, labels_file)
    look(asked)
    found = read(asked)
    assert isinstance(found, Points)
    return found


def classes_of(known: Known) -> list[str | None]:
    return [known.classes[i] if i >= 0 else None for i in known.labels]


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_projector_metadata_of_several_columns_are_columns(tmp_path: Path) -> None:
    vectors = written(tmp_path / "tensors.tsv", "\n".join("\t".join(map(str, r)) for r in ROWS))
    lines = ["word\tgroup\tsize", *(f"w{i}\tg{i % 2}\t{i / 2}" for i in range(6))]
    metadata = written(tmp_path / "metadata.tsv", "\n".join(lines) + "\n")
    found = points(vectors, labels_file=metadata)
    assert np.array_equal(found.vectors, ROWS)
    assert found.known.names == tuple(f"w{i}" for i in range(6))
    assert classes_of(found.known) == ["g0", "g1"] * 3
    named = {column.title: (column.kind, column.classes) for column, _ in found.known.columns}
    assert named == {"group": ("class", ("g0", "g1")), "size": ("number", ())}
    assert look(Asked(vectors, "t", None, metadata)).choices == ("word", "group", "size")
    assert classes_of(points(vectors, labels_file=metadata, label="size").known)[1] == "0.5"


@pytest.mark.parametrize(
    ("text", "shape", "classes"),
    [
        ("1.5\t2\tcat\n3\t4.25\tdog\n5\t6\tcat\n", (3, 2), ["cat", "dog", "cat"]),
        ("1.5,2,cat\n3,4.25,dog\n5,6,cat\n", (3, 2), ["cat", "dog", "cat"]),
        ("x\ty\tkind\n1\t2\tcat\n3\t4\tdog\n5\t6\tcat\n", (3, 2), ["cat", "dog", "cat"]),
        ("1,5;2,25;Äpfel\n3,0;4,5;Birnen\n1;2;Äpfel\n", (3, 2), ["Äpfel", "Birnen", "Äpfel"]),
        ("x;y;Klasse\n1,5;2,25;a\n-3,0;4,5e1;b\n1;2;a\n", (3, 2), ["a", "b", "a"]),
        ("0,1,2\n.5,.1,.2\n.3,.1,.7\n.1,.1,.9\n", (3, 3), [None] * 3),
        ("1.0 2.0\n3.0 4.0\n5.0 6.0\n", (3, 2), [None] * 3),
        ("1, 2, a b\n3, 4, c\n5, 6, c\n", (3, 2), ["a b", "c", "c"]),
    ],
)
def test_tables_as_people_write_them(text, shape, classes, tmp_path: Path) -> None:
    found = points(written(tmp_path / "t.txt", text))
    assert found.vectors.shape == shape
    assert np.isfinite(found.vectors).all()
    assert classes_of(found.known) == classes


def test_decimal_commas_have_their_values(tmp_path: Path) -> None:
    found = points(written(tmp_path / "t.csv", "x;y\n1,5;2,25\n-3,0;4,5e1\n1;2\n"))
    assert np.array_equal(found.vectors, [[1.5, 2.25], [-3, 45], [1, 2]])


def test_one_column_with_words_in_it_is_one_column(tmp_path: Path) -> None:
    assert dialect_of(written(tmp_path / "l.txt", "ankle boot\nt-shirt top\n")).width == 1


def test_npz_of_named_arrays(tmp_path: Path) -> None:
    more = {"labels": [0, 1, 1, 0, 2, 2], "class_names": ["b", "a", "c"], "age": np.arange(6) / 2}
    more |= {"names": [f"p{i}" for i in range(6)], "splits": ["train", "val", "Test"] * 2}
    np.savez(tmp_path / "v.npz", vectors=ROWS, other=np.ones((2, 2, 2)), **more)
    found = points(tmp_path / "v.npz")
    assert np.array_equal(found.vectors, ROWS)
    assert classes_of(found.known) == list("baabcc")
    assert found.known.names[5] == "p5"
    columns = {column.name: (column, values) for column, values in found.known.columns}
    assert columns["split"][0].classes == ("train", "validation", "test")
    assert columns["split"][1].tolist() == [0, 1, 2, 0, 1, 2]
    assert columns["age"][1].tolist() == [0, 0.5, 1, 1.5, 2, 2.5]
    assert "left out: other" in found.known.notes[-1]
    np.savez(tmp_path / "plain.npz", ROWS)
    assert np.array_equal(points(tmp_path / "plain.npz").vectors, ROWS)


def test_npz_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "v.npz"
    np.savez(file, vectors=ROWS, labels=np.array(["a", None] * 3, object))
    with pytest.raises(BadUpload, match="holds Python objects"):
        points(file)
    np.savez(file, a=ROWS, b=ROWS)
    with pytest.raises(BadUpload, match=r"several tables of numbers \(a, b\)"):
        points(file)
    np.savez(file, a=np.arange(4))
    with pytest.raises(BadUpload, match="holds no vectors"):
        points(file)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.npy", b"\x93NUMPY" + bytes(1 << 20))
    with pytest.raises(BadUpload, match="damaged"):
        points(file)


def test_safetensors_also_of_half_numbers(tmp_path: Path) -> None:
    file = tmp_path / "v.safetensors"
    save_file({"embeddings": ROWS.astype(np.float16), "labels": np.array([1, 0] * 3)}, file)
    found = points(file)
    assert np.array_equal(found.vectors, ROWS)
    assert classes_of(found.known) == ["1", "0"] * 3
    upper = (ROWS.view(np.uint32) >> 16).astype("<u2").tobytes()
    header = {"embeddings": {"dtype": "BF16", "shape": [6, 4], "data_offsets": [0, len(upper)]}}
    about = json.dumps(header).encode()
    file.write_bytes(len(about).to_bytes(8, "little") + about + upper)
    assert np.array_equal(points(file).vectors, ROWS)
    file.write_bytes(file.read_bytes()[:-8])
    with pytest.raises(BadUpload, match="damaged"):
        points(file)


@pytest.mark.parametrize(
    ("content", "classes"),
    [
        ('["cat", "dog", null, "cat", "dog", "cat"]', ["cat", "dog", None, "cat", "dog", "cat"]),
        ("[0.0, 1.0, 10.0, 2.0, 2.0, 0.0]", ["0", "1", "10", "2", "2", "0"]),
        ('[{"id": 0, "label": "a"}' + ', {"id": 1, "label": "b"}' * 5 + "]", [*"abbbbb"]),
        ('{"label": "a", "x": 1}\n' * 5 + '{"label": "b", "x": 2}', [*"aaaaab"]),
        ("0.0\n1.0\n10.0\n2.0\n2.0\n0.0\n", ["0", "1", "10", "2", "2", "0"]),
    ],
)
def test_labels_in_a_file_of_their_own(content, classes, tmp_path: Path) -> None:
    np.save(tmp_path / "v.npy", ROWS)
    file = written(tmp_path / "labels", content)
    found = points(tmp_path / "v.npy", labels_file=file)
    assert classes_of(found.known) == classes


def test_labels_that_are_no_list_are_a_sentence(tmp_path: Path) -> None:
    np.save(tmp_path / "v.npy", ROWS)
    for content in ("[1, 2", "[]", "[[1], [2]]"):
        with pytest.raises(BadUpload, match=r"not valid JSON|no list of labels"):
            points(tmp_path / "v.npy", labels_file=written(tmp_path / "l.json", content))


def test_classes_stand_in_the_order_in_which_people_count() -> None:
    assert as_classes([str(i) for i in range(12)])[1] == tuple(str(i) for i in range(12))
    assert as_classes(["a10", "a9", "B2", "-1", "0.5", "10"])[1] == (
        "-1", "0.5", "10", "a9", "a10", "B2",
    )  # fmt: skip
    assert as_classes([1.0, 0.0, None, float("nan")])[1] == ("0", "1")
    assert as_classes([0.5, 1.0])[1] == ("0.5", "1")
    assert as_classes(["9" * 5000, "1"])[1] == ("1", "9" * 5000)


def test_a_name_in_two_unicode_forms_is_one_class(tmp_path: Path) -> None:
    apart, whole = (unicodedata.normalize(form, "café") for form in ("NFD", "NFC"))
    picture = io.BytesIO()
    Image.new("RGB", (20, 20)).save(picture, "PNG")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        for name in (f"{apart}/1.png", f"{whole}/2.png", "thé/3.png"):
            archive.writestr(name, picture.getvalue())
    found = read(Asked(tmp_path / "z.zip", "z.zip"))
    assert isinstance(found, Pictures)
    assert found.known.classes == (whole, "thé")
    assert sorted(found.known.labels.tolist()) == [0, 0, 1]


def test_a_class_of_which_nothing_is_left_is_told_and_gone() -> None:
    vectors = ROWS.copy()
    vectors[[1, 3]] = np.nan
    known = Known(np.array([0, 1, 2, 1, 0, 2]), ("a", "b", "c"))
    left = usable(Points(vectors, known), "v.npy").known
    assert left.classes == ("a", "c")
    assert left.labels.tolist() == [0, 1, 0, 1]
    assert "Nothing of b is left" in left.notes[-1]


@pytest.mark.parametrize("number", ["float16", "float32", "int8"])
@pytest.mark.parametrize("size", [-1, 4])
def test_parquet_of_lists_of_any_length_and_number(size: int, number: str, tmp_path: Path) -> None:
    numbers = pa.array(ROWS.astype(number).reshape(-1))
    if size < 0:
        rows: pa.Array = pa.ListArray.from_arrays(np.arange(0, 25, 4, dtype=np.int32), numbers)
    else:
        rows = pa.FixedSizeListArray.from_arrays(numbers, size)
    pq.write_table(pa.table({"v": rows, "label": [*"abcabc"]}), tmp_path / "t.parquet")
    found = points(tmp_path / "t.parquet")
    assert np.array_equal(found.vectors, ROWS)
    assert found.known.classes == ("a", "b", "c")


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_threads_read_one_archive_side_by_side(kind: str, tmp_path: Path) -> None:
    contents = {f"{i}.png": bytes([i]) * 40_000 for i in range(24)}
    for name, content in contents.items():
        (tmp_path / "files").mkdir(exist_ok=True)
        (tmp_path / "files" / name).write_bytes(content)
    path = Path(shutil.make_archive(str(tmp_path / "packed"), kind, tmp_path / "files"))
    tree = open_tree(path, path.name, kind)
    with ThreadPoolExecutor(8) as pool:
        names = [*contents] * 20
        read = pool.map(tree.read, names)
        assert all(content == contents[name] for name, content in zip(names, read, strict=True))


def test_a_torn_npz_is_called_what_it_is(tmp_path: Path) -> None:
    whole = tmp_path / "whole.npz"
    np.savez(whole, vectors=np.ones((50, 8), np.float32), labels=np.arange(50) % 3)
    torn = tmp_path / "torn.npz"
    torn.write_bytes(whole.read_bytes()[:700])
    with pytest.raises(BadUpload, match=r"torn\.npz is a damaged NumPy archive \(\.npz\)"):
        points(torn)
