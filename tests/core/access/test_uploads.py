"""What is brought, by every door: refused with a sentence, and nothing of it is left behind."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from core.data.open_photo import MAX_BYTES, open_photo
from core.embeddings.uploads import brought
from core.embeddings.uploads.classes import take
from core.errors import BadPhoto, BadUpload
from core.files import files_below
from core.paths import embedding_sets_folder, own_folder

Make = Callable[[Path], Path]


def picture(side: int = 12) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), (200, 30, 30)).save(out, "PNG")
    return out.getvalue()


def zipped(path: Path, entries: dict[str, bytes], *, link: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        if link:
            info = zipfile.ZipInfo("a/link.png")
            info.external_attr = 0o120777 << 16
            archive.writestr(info, link)
    return path


def tarred(path: Path, name: str, content: bytes = b"", *, kind: bytes = tarfile.REGTYPE) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname, info.size = kind, "/etc/passwd", len(content)
        archive.addfile(info, io.BytesIO(content))
    return path


def of_bytes(name: str, content: bytes) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


BAD: dict[str, Make] = {
    "a zip bomb": lambda at: zipped(at / "x.zip", {"a/x.png": bytes(30 << 20)}),
    "out of its folder": lambda at: zipped(at / "x.zip", {"../../x.png": picture()}),
    "an absolute path": lambda at: zipped(at / "x.zip", {"/etc/x.png": picture()}),
    "a link in a zip": lambda at: zipped(at / "x.zip", {"b/x.png": picture()}, link="/etc/passwd"),
    "a link in a tar": lambda at: tarred(at / "x.tgz", "a/x.png", kind=tarfile.SYMTYPE),
    "a hard link": lambda at: tarred(at / "x.tgz", "a/x.png", kind=tarfile.LNKTYPE),
    "a device": lambda at: tarred(at / "x.tgz", "a/x.png", kind=tarfile.CHRTYPE),
    "a tar bomb": lambda at: tarred(at / "x.tgz", "a/x.png", bytes(30 << 20)),
    "cut off": of_bytes("x.zip", zipfile.ZipFile.__doc__.encode() + b"PK\x03\x04"),
    "empty": of_bytes("x.zip", b""),
    "a pickle": of_bytes("x.npy", b"\x80\x04\x95cos\nsystem\n."),
    "a program": of_bytes("x.zip", b"\x7fELF" + bytes(200)),
}
DOORS: dict[str, Callable[[Path], object]] = {
    "a map": lambda path: brought.look(brought.Asked(path, path.name)),
    "a data set": lambda path: take(path, path.name),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_is_refused_and_leaves_nothing(bad, door, tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    path = BAD[bad](tmp_path)
    with pytest.raises(BadUpload) as refused:
        DOORS[door](path)
    said = str(refused.value)
    assert len(said) > 20
    assert "Traceback" not in said
    for place in (own_folder(), embedding_sets_folder(), temporary):
        assert [p for p in files_below(place) if p.name != ".filling"] == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg onload=alert(1)>",
        bytes(MAX_BYTES + 1),
        picture()[:40],
        b"GIF89a" + bytes(30),
        b"%PDF-1.7",
    ],
    ids=["empty", "svg", "too large", "cut off", "torn", "pdf"],
)
def test_a_photo_that_is_none_is_refused_in_memory(content, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(BadPhoto):
        open_photo(content)
    assert not list(tmp_path.iterdir())


def test_a_photo_that_is_one_leaves_nothing_either(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert open_photo(picture(600)).size
    assert not list(tmp_path.iterdir())
