"""Files that belong together: a zip, a tar or a folder, read where it lies.

What an archive promises is checked before anything is read: how many files, how large, how well
packed, whether a name leaves the archive, is a link, or needs a password. Nothing is ever unpacked
under the names that it gives.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import struct
import tarfile
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import IO, Protocol

from core.errors import BadUpload
from core.files import files_below

MOST_FILES = 200_000
MOST_FILE = 64 << 20
LARGER, MOST_LARGER = (".bytes", ".tsv", ".parquet"), 512 << 20
"""A projector's vectors and shards of tables, and how large they may be."""
MOST_TOTAL = 4 << 30
MOST_RATIO = 200
"""How many times its packed size a file over 1 MiB may grow to; pictures hardly pack at all."""
BLOCK = 1 << 20
BROKEN = (
    OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error,
    lzma.LZMAError, tarfile.TarError, UnicodeDecodeError, struct.error,
)  # fmt: skip
PACKED = ((b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", lzma.open))
UTF8 = 0x800
"""The flag of a zip's name in UTF-8; a Mac writes such names without it."""


class Tree(Protocol):
    """Files by their paths below a top."""

    @property
    def name(self) -> str:
        """What its owner calls the whole."""
        ...

    @property
    def names(self) -> list[str]:
        """Paths with slashes, in the order in which they are best read."""
        ...

    def read(self, name: str) -> bytes:
        """A file's content; raises BadUpload where it cannot be read."""
        ...


def open_tree(path: Path, name: str, kind: str) -> Tree:
    """The files of a "zip", "tar" or "folder"; raises BadUpload for what is unsafe."""
    kinds: dict[str, type[Archive | Tar | Folder]] = {"zip": Archive, "tar": Tar}
    return kinds.get(kind, Folder)(path, name)


class Archive:
    """The files of a zip that was found safe; raises BadUpload."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, ValueError, RuntimeError, zipfile.BadZipFile) as error:
            raise _refused(
                name, f"it is not a complete zip archive ({error}). Pack it again"
            ) from error
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        _check_whole(name, (info.file_size for info in infos))
        _check_kind(name, {info.filename for info in infos})
        for info in infos:
            self._check(info)
        self._infos = {_called(info): info for info in infos}

    @property
    def names(self) -> list[str]:
        """Sorted."""
        return sorted(self._infos)

    def read(self, name: str) -> bytes:
        """A file's content; raises BadUpload where it is damaged."""
        try:
            return self._zip.read(self._infos[name])
        except BROKEN as error:
            raise BadUpload(
                f"{name} in {self.name} cannot be unpacked ({error}). Pack it again."
            ) from error

    def _check(self, info: zipfile.ZipInfo) -> None:
        _check_file(self.name, info.orig_filename, info.file_size)
        kind = stat.S_IFMT(info.external_attr >> 16)  # 0: packed where files have no kinds
        if kind == stat.S_IFLNK:
            raise _linked(self.name, info.orig_filename)
        if kind not in (0, stat.S_IFREG):
            raise _odd(self.name, info.orig_filename)
        if info.flag_bits & 0x1:
            raise _refused(self.name, "it is encrypted. Pack it again without a password")
        if info.file_size > max(MOST_RATIO * info.compress_size, 1 << 20):
            raise _refused(
                self.name,
                f"{info.filename!r} would grow to {info.file_size:,} bytes from "
                f"{info.compress_size:,}, as in a zip bomb. Leave it out and pack the others",
            )


class Tar:
    """The files of a tar, compressed or not, that was found safe; raises BadUpload.

    A compressed one is spread out into one nameless file, so that each of its files can be read.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        try:
            self._tar = tarfile.open(fileobj=_plain(path, name), mode="r:")  # noqa: SIM115
            members = self._tar.getmembers()
        except (*BROKEN, ValueError) as error:
            raise _refused(name, f"it is not a complete tar archive ({error})") from error
        if linked := next((each for each in members if each.issym() or each.islnk()), None):
            raise _linked(name, linked.name)
        if odd := next((each for each in members if not (each.isfile() or each.isdir())), None):
            raise _odd(name, odd.name)
        members = [each for each in members if each.isfile()]
        _check_whole(name, (each.size for each in members))
        for each in members:
            _check_file(name, each.name, each.size)
        self._members = {each.name.removeprefix("./"): each for each in members}
        self._turn = threading.Lock()  # all its files are read through one place in it
        _check_kind(name, self._members)

    @property
    def names(self) -> list[str]:
        """Sorted."""
        return sorted(self._members)

    def read(self, name: str) -> bytes:
        """A file's content; raises BadUpload where it is damaged."""
        try:
            with self._turn:
                file = self._tar.extractfile(self._members[name])
                content = file.read() if file else b""
        except (*BROKEN, KeyError) as error:
            raise BadUpload(
                f"{name} in {self.name} cannot be unpacked ({error}). Pack it again."
            ) from error
        if len(content) != self._members[name].size:
            raise BadUpload(f"{name} in {self.name} is cut off.")
        return content


class Folder:
    """The files of a folder on the server's disk; links in it are passed over."""

    def __init__(self, path: Path, name: str, names: Collection[str] | None = None) -> None:
        self.name, self._path = name, path
        if names is None:
            found = (each for each in files_below(path) if not each.is_symlink())
            names = [each.relative_to(path).as_posix() for each in found]
        self.names = sorted(names)
        if len(self.names) > MOST_FILES:
            raise BadUpload(
                f"{name} holds {len(self.names):,} files; at most {MOST_FILES:,} are allowed."
            )

    def read(self, name: str) -> bytes:
        """A file's content; raises BadUpload where it cannot be read or is larger than 64 MB."""
        place = self._path / name
        try:
            if not place.resolve().is_relative_to(self._path.resolve()):
                raise BadUpload(f"{name} leads out of its folder.")
            if place.stat().st_size > _most(name):
                raise BadUpload(f"{name} is larger than {_most(name) >> 20} MB.")
            return place.read_bytes()
        except OSError as error:
            raise BadUpload(f"{name} cannot be read ({error.strerror}).") from error


def leaves(name: str) -> bool:
    """Whether a name is of a file outside the folder in which it stands."""
    parts = name.replace("\\", "/").split("/")
    return not parts[0] or ".." in parts or name[1:2] == ":" or "\x00" in name


def _called(info: zipfile.ZipInfo) -> str:
    """A file's name, also where the archive does not say that it is in UTF-8."""
    if info.flag_bits & UTF8 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _plain(path: Path, name: str) -> IO[bytes]:
    """An open tar without compression; raises BadUpload where it grows beyond reason."""
    with path.open("rb") as file:
        start = file.read(6)
    opener = next((each for sign, each in PACKED if start.startswith(sign)), None)
    if opener is None:
        return path.open("rb")
    spread = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the archive)
    most = min(MOST_TOTAL, max(MOST_RATIO * path.stat().st_size, BLOCK))
    with opener(path, "rb") as packed:
        while block := packed.read(BLOCK):
            spread.write(block)
            if spread.tell() > most:
                spread.close()
                raise _refused(
                    name, f"it grows beyond {most >> 20:,} MB, as in a bomb. Pack it anew"
                )
    spread.seek(0)
    return spread


def _check_whole(name: str, sizes: Iterable[int]) -> None:
    every = list(sizes)
    if len(every) > MOST_FILES:
        raise _refused(name, f"it holds {len(every):,} files; at most {MOST_FILES:,} are allowed")
    if sum(every) > MOST_TOTAL:
        raise _refused(
            name,
            f"it unpacks to {sum(every) / 2**30:.1f} GB; at most {MOST_TOTAL >> 30} GB are allowed",
        )


def _check_kind(name: str, names: Collection[str]) -> None:
    if "[Content_Types].xml" in names:
        raise _refused(name, "it is an office document. Save the table as CSV")
    if any(each.endswith("data.pkl") for each in names):
        raise _refused(
            name,
            "it is a torch file with a pickle, which could run any code. Use numpy.save instead",
        )


def _check_file(name: str, file: str, size: int) -> None:
    if leaves(file):
        why = f"it holds a file that would leave its folder: {file!r}. Pack the folder itself"
        raise _refused(name, why)
    if size > _most(file):
        raise _refused(name, f"{file!r} is larger than {_most(file) >> 20} MB. Save it smaller")


def _most(file: str) -> int:
    return MOST_LARGER if file.endswith(LARGER) else MOST_FILE


def _odd(name: str, file: str) -> BadUpload:
    return _refused(name, f"it holds {file!r}, which is no file. Leave it out")


def _linked(name: str, file: str) -> BadUpload:
    return _refused(name, f"it holds a symbolic link: {file!r}. Pack the file itself")


def _refused(name: str, why: str) -> BadUpload:
    return BadUpload(f"{name} is not used: {why}.")
