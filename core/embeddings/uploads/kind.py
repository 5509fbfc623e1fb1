"""What a file is, by its content: names lie."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from core.data.signature import foreign_kind
from core.errors import BadUpload

MOST_BYTES = 2 << 30
MOST_HEADER = 100 << 20
"""Bytes of a safetensors file's table of contents."""
HEAD = 4096
STARTS = (
    (b"\x93NUMPY", "npy"),
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "tar"),
    (b"BZh", "tar"),
    (b"\xfd7zXZ\x00", "tar"),
)
REFUSED = (
    (b"\x80\x02", "a Python pickle, which could run any code. Save it with numpy.save"),
    (b"\x80\x03", "a Python pickle, which could run any code. Save it with numpy.save"),
    (b"\x80\x04", "a Python pickle, which could run any code. Save it with numpy.save"),
    (b"\x80\x05", "a Python pickle, which could run any code. Save it with numpy.save"),
    (b"\x89HDF", "an HDF5 file. Save the vectors with numpy.save"),
    (b"ARROW1", "an Arrow file. Save the table as Parquet"),
)
CONTROL = frozenset(range(1, 32)) - set(b"\t\n\r\f")
"""Bytes that no text holds; a zero is in every second place of UTF-16."""
IMAGES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"II*\x00", b"MM\x00*")
TAKEN = (
    "Use vectors (.npy, .npz, .safetensors), a table (.parquet, .csv, .tsv), or a zip, tar or "
    "folder of images."
)
KINDS = ("npy", "npz", "safetensors", "parquet", "csv", "json", "projector", "zip", "tar", "folder")
PROJECTOR = re.compile(rb"\s*(#[^\n]*\n\s*)*(embeddings\s*\{|model_checkpoint_path\s*:)")
TAR = (257, b"ustar")


def kind_of(path: Path, name: str) -> str:
    """One of KINDS; "csv" is any text of rows, "json" a list or objects, "tar" may be compressed.

    Args:
        path: where it lies.
        name: what its owner calls it, for messages.

    Raises:
        BadUpload: where it is missing, empty, larger than 2 GB, or none of these.
    """
    try:
        if path.is_dir():
            return "folder"
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadUpload(f"{name} cannot be read ({reason}). Check its path and rights.") from error
    if not size:
        raise BadUpload(f"{name} is empty. Copy it again from where it came.")
    if size > MOST_BYTES:
        raise BadUpload(
            f"{name} has {size / 2**20:,.0f} MB; at most {MOST_BYTES >> 20:,} are allowed. "
            "Use a sample of it."
        )
    kind = _by_start(head, name)
    return "npz" if kind == "zip" and _holds_arrays(path, head) else kind


def _holds_arrays(path: Path, head: bytes) -> bool:
    """Whether a zip holds nothing but arrays: numpy's `.npz`; of one cut short the first file says
    so.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = [each for each in archive.namelist() if not each.endswith("/")]
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile):
        length = int.from_bytes(head[26:28], "little")
        return head[30 : 30 + length].endswith(b".npy")  # who opens it says what is wrong
    return bool(names) and all(each.endswith(".npy") for each in names)


def _by_start(head: bytes, name: str) -> str:
    for start, kind in STARTS:
        if head.startswith(start):
            return kind
    if head[TAR[0] :].startswith(TAR[1]):
        return "tar"
    if head[8:10] in (b'{"', b"{}") and int.from_bytes(head[:8], "little") < MOST_HEADER:
        return "safetensors"
    for start, kind in REFUSED:
        if head.startswith(start):
            raise BadUpload(f"{name} is {kind} and use that.")
    if head.startswith(IMAGES):
        raise BadUpload(f"{name} is one image; a map needs at least 3. Put them into a zip.")
    foreign = foreign_kind(head)
    if foreign in ("", "a text file") and _is_text(head):
        if PROJECTOR.match(head):
            return "projector"
        return "json" if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{") else "csv"
    if not foreign and _is_other_text(head):
        raise BadUpload(f"{name} is text, but not in UTF-8. Save it again as CSV in UTF-8.")
    raise BadUpload(f"{name} is {foreign or 'of no kind that is known here'}. {TAKEN}")


def _is_other_text(head: bytes) -> bool:
    """Whether it may be a text, in UTF-16 or an encoding of one byte a letter."""
    letters = head.replace(b"\x00", b"")
    return 2 * len(letters) >= len(head) and not CONTROL.intersection(letters)


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:  # else a letter was cut in two
            return False
    return b"\x00" not in head
