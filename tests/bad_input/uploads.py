"""Archives, arrays and tables that no map and no data set can be made of."""

from __future__ import annotations

import struct

import numpy as np

from tests.bad_input import making as m
from tests.bad_input.row import UPLOAD, Content, Row, rows

TABLE = np.ones((9, 2))


def uploads() -> list[Row]:
    long = "n" * 4000 + ".png"
    many = [(f"{c}/{n}.png", m.PNG) for c in "ab" for n in range(3)]
    found: dict[str, tuple[str, Content, str]] = {
        "empty": ("x.zip", b"", "empty"),
        "a program": ("x.zip", m.ELF, "program"),
        "a web page in place of a zip": ("x.zip", m.HTML, "web page|neither|not"),
        "a zip cut off": ("x.zip", m.zipped(*many)[:-30], "."),
        "a zip's head alone": ("x.zip", b"PK\x03\x04" + bytes(26), "."),
        "a zip bomb": ("x.zip", lambda: m.zipped(("a/x.png", bytes(30 << 20))), "bomb"),
        "a zip in a zip": ("x.zip", lambda: m.zipped(("b.zip", m.pictures("a/x.png"))), "."),
        "a size that lies": ("x.zip", lambda: lying(m.zipped(("a/x.png", bytes(3 << 20)))), "."),
        "out of its folder": ("x.zip", m.zipped(("../../x.png", m.PNG)), "leave its folder"),
        "an absolute path": ("x.zip", m.zipped(("/etc/x.png", m.PNG)), "leave its folder"),
        "Windows' way out": ("x.zip", m.zipped((r"..\..\x.png", m.PNG)), "leave its folder|."),
        "a drive": ("x.zip", m.zipped((r"C:\x.png", m.PNG)), "."),
        "a link in a zip": ("x.zip", m.zipped((m.link(), b"/etc/passwd")), "link"),
        "a device in a zip": ("x.zip", m.zipped((m.link("a/x.png", 0o020666), b"")), "."),
        "a password": ("x.zip", m.encrypted(m.zipped(*many)), "password"),
        "no picture in it": ("x.zip", m.zipped(("a/readme.txt", b"hello")), "no image|image"),
        "an empty zip": ("x.zip", m.zipped(), "."),
        "pictures that are none": ("x.zip", m.zipped(*((n, b"no picture") for n, _ in many)), "."),
        "one name twice": ("x.zip", m.zipped(("a/x.png", m.PNG), ("a/x.png", m.PNG)), "."),
        "a name of 4,000": ("x.zip", m.zipped((f"a/{long}", m.PNG)), "."),
        "a link in a tar": ("x.tgz", m.tarred("a/x.png", kind=b"2"), "link"),
        "a hard link": ("x.tgz", m.tarred("a/x.png", kind=b"1"), "link"),
        "a device": ("x.tgz", m.tarred("a/x.png", kind=b"3"), "no file"),
        "out of a tar": ("x.tgz", m.tarred("../x.png", m.PNG), "leave its folder"),
        "a tar bomb": ("x.tgz", lambda: m.tarred("a/x.png", bytes(30 << 20)), "bomb"),
        "a gzip bomb": ("x.tgz", lambda: m.GZIP_BOMB, "."),
        "a bzip2 bomb": ("x.tar.bz2", lambda: m.BZ2_BOMB, "."),
        "a pickle called .npy": ("x.npy", m.PICKLE, "."),
        "objects in a .npy": ("x.npy", m.npy(np.array([{}], object)), "object|neither"),
        "10^12 rows, so it says": (
            "x.npy",
            m.npy_head("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000, 4), }"),
            ".",
        ),
        "a shape below nothing": (
            "x.npy",
            m.npy_head("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 4), }"),
            ".",
        ),
        "a head that is a program": ("x.npy", m.npy_head("__import__('os').system('true')"), "."),
        "a head that is deep": ("x.npy", m.npy_head("(" * 5000 + ")" * 5000), "."),
        "a .npy cut off": ("x.npy", m.npy(np.ones((50, 4)))[:-100], "."),
        "one number": ("x.npy", m.npy(np.float32(1)), "."),
        "three axes": ("x.npy", m.npy(np.ones((3, 4, 5))), "."),
        "texts as vectors": ("x.npy", m.npy(np.array(["a", "b"])), "."),
        "complex vectors": ("x.npy", m.npy(np.ones((20, 3), complex)), "."),
        "no row": ("x.npy", m.npy(np.ones((0, 4))), "."),
        "no column": ("x.npy", m.npy(np.ones((4, 0))), "."),
        "nothing finite": ("x.npy", m.npy(np.full((20, 3), np.nan)), "number|neither"),
        "a .npz of objects": ("x.npz", m.npz(a=np.array([{}], object)), "object|neither"),
        "a .npz without a table": ("x.npz", m.npz(a=np.ones(3), b=np.ones(4)), "."),
        "a .npz of two tables": ("x.npz", m.npz(a=TABLE, b=TABLE), "several|neither"),
        "offsets that lie": (
            "x.safetensors",
            m.safetensors({"a": {"dtype": "F32", "shape": [9, 2], "data_offsets": [0, 9999]}}),
            ".",
        ),
        "a head of 2^63": ("x.safetensors", struct.pack("<Q", 2**63) + b"{}", "."),
        "a deep head": ("x.safetensors", m.safetensors(m.DEEP_JSON), "."),
        "tensors that overlap": (
            "x.safetensors",
            m.safetensors(
                {n: {"dtype": "F32", "shape": [4, 2], "data_offsets": [0, 32]} for n in "ab"}
            ),
            ".",
        ),
        "a Parquet cut off": ("x.parquet", lambda: m.parquet(a=[1.0] * 99)[:-20], "."),
        "a Parquet's ends alone": ("x.parquet", b"PAR1" + bytes(40) + b"PAR1", "."),
        "a Parquet of nothing": ("x.parquet", lambda: m.parquet(a=[]), "."),
        "a Parquet of texts": ("x.parquet", lambda: m.parquet(a=["x"] * 30), "."),
        "ragged lists": ("x.parquet", lambda: m.parquet(v=[[1.0], [1.0, 2.0]] * 9), "."),
        "an empty CSV": ("x.csv", b"", "empty"),
        "blanks alone": ("x.csv", b"\n\n \n", "."),
        "a heading alone": ("x.csv", b"a,b\n", "."),
        "words alone": ("x.csv", b"a,b\nx,y\nz,w\n", "."),
        "ragged rows": ("x.csv", b"a,b\n1,2\n3\n4,5,6\n", "."),
        "zero bytes": ("x.csv", b"a,b\n1,\x00\n\x00,2\n", "."),
        "a quote that never ends": ("x.csv", b'a,b\n"1,2\n3,4\n', "."),
        "a cell of 2 MB": ("x.csv", b"a,b\n" + b"9" * (2 << 20) + b",1\n", "."),
        "neither UTF-8 nor a table": ("x.csv", bytes(range(128, 256)) * 30, "."),
        "JSON that is deep": ("x.json", lambda: m.DEEP_JSON, "."),
        "JSON of one number": ("x.json", b"1", "."),
        "JSON cut off": ("x.jsonl", b'{"v": [1, 2]}\n{"v": [1', "."),
        "JSON of huge numbers": ("x.json", b'[{"v": [1e999, 1]}, {"v": [2, 3]}]', "."),
        "HDF5": ("x.h5", b"\x89HDF\r\n", "HDF5"),
        "Arrow": ("x.arrow", b"ARROW1\0\0", "Arrow"),
        "PDF": ("x.csv", m.PDF, "PDF"),
        "every byte": ("x.bin", bytes(range(256)), "of no kind that is known"),
        "zeros": ("x.zip", bytes(9000), "of no kind that is known"),
        "an umlaut in Latin-1": ("x.csv", "a;größe\n1;2\n".encode("latin-1"), "not in UTF-8"),
        "a table in UTF-16": ("x.csv", "a,b\n1,2\n".encode("utf-16"), "not in UTF-8"),
        "one image": ("x.zip", m.PNG, "one image"),
        "two columns of one name": ("x.csv", b"a,a\n1,2\n", "several columns|neither"),
        "one point": ("x.csv", b"a,b\n1,2\n", "one point|neither"),
        "two points": ("x.npy", m.npy(np.ones((2, 3))), "2 points|neither"),
        "a row alone": ("x.npy", m.npy(np.ones(9)), "two axes|neither"),
        "20,000 columns": ("x.npy", m.npy(np.ones((5, 20_000))), "20,000|neither"),
        "an office document": ("x.zip", m.zipped(("[Content_Types].xml", b"x")), "office"),
        "torch's zip": ("x.zip", m.zipped(("model/data.pkl", b"x")), "pickle"),
        "one image in a zip": ("x.zip", m.pictures("a.png"), "one point|10 different images"),
        "a metadata.csv whose heading is no text": (
            "x.zip",
            m.zipped(*many, ("metadata.csv", b"\x80,\xe0\n1,2\n")),
            "damaged or not a table",
        ),
        "a metadata.json that is deep": (
            "x.zip",
            lambda: m.zipped(("a/1.txt", b"x"), ("metadata.json", m.DEEP_JSON)),
            ".",
        ),
        "a damaged .npy in a zip": ("x.zip", m.zipped(("v.npy", b"x")), "damaged|neither"),
        "a projector's config that names what is not there": (
            "x.zip",
            m.zipped(("projector_config.json", b'{"embeddings": [{"tensorPath": "../t.tsv"}]}')),
            ".",
        ),
    }  # fmt: skip
    return rows(UPLOAD, found)


def lying(archive: bytes) -> bytes:
    """The sizes that a zip's list states are 10 bytes."""
    out = bytearray(archive)
    place = archive.index(b"PK\x01\x02")
    out[place + 24 : place + 28] = struct.pack("<I", 10)
    head = archive.index(b"PK\x03\x04")
    out[head + 22 : head + 26] = struct.pack("<I", 10)
    return bytes(out)
