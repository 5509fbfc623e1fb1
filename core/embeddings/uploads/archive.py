"""A zip archive of images, read where it lies and never unpacked to disk.

What it promises is checked before anything is read: how many files, how large, how well packed,
whether a name leaves the archive, is a link, or needs a password. Python's reader then never hands
out more than was promised.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path

from core.errors import BadUpload
from core.files import files_below

MOST_FILES = 200_000
MOST_FILE = 64 << 20
MOST_TOTAL = 4 << 30
MOST_RATIO = 200
"""How many times its packed size a file over 1 MiB may grow to; pictures hardly pack at all."""
BROKEN = (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)


class Archive:
    """The files of a zip that was found safe; raises BadUpload."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, ValueError, RuntimeError, zipfile.BadZipFile) as error:
            raise self._refused(
                f"it is not a complete zip archive ({error}). Pack it again"
            ) from error
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        self._check_as_a_whole(infos)
        for info in infos:
            self._check(info)
        self._infos = {info.filename: info for info in infos}

    @property
    def names(self) -> list[str]:
        """Paths with slashes, sorted."""
        return sorted(self._infos)

    def read(self, name: str) -> bytes:
        """A file's content; raises BadUpload where it is damaged."""
        try:
            return self._zip.read(self._infos[name])
        except BROKEN as error:
            raise BadUpload(f"{name} in {self.name} cannot be unpacked ({error}).") from error

    def _check_as_a_whole(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(infos) > MOST_FILES:
            raise self._refused(
                f"it holds {len(infos):,} files; at most {MOST_FILES:,} are allowed"
            )
        total = sum(info.file_size for info in infos)
        if total > MOST_TOTAL:
            raise self._refused(
                f"it unpacks to {total / 2**30:.1f} GB; at most {MOST_TOTAL >> 30} GB are allowed"
            )
        names = {info.filename for info in infos}
        if "[Content_Types].xml" in names:
            raise self._refused("it is an office document. Save the table as CSV")
        if any(name.endswith("data.pkl") for name in names):
            raise self._refused("it is a torch file with a pickle, which could run any code")

    def _check(self, info: zipfile.ZipInfo) -> None:
        name = info.orig_filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":" or "\x00" in name:
            raise self._refused(f"it holds a file that would leave its folder: {name!r}")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise self._refused(f"it holds a symbolic link: {name!r}. Pack the file itself")
        if info.flag_bits & 0x1:
            raise self._refused("it is encrypted. Pack it again without a password")
        if info.file_size > max(MOST_RATIO * info.compress_size, 1 << 20):
            raise self._refused(
                f"{name!r} would grow to {info.file_size:,} bytes from {info.compress_size:,}, "
                "as in a zip bomb"
            )
        if info.file_size > MOST_FILE:
            raise self._refused(
                f"{name!r} is larger than {MOST_FILE >> 20} MB. Save the picture smaller"
            )

    def _refused(self, why: str) -> BadUpload:
        return BadUpload(f"{self.name} is not used: {why}.")


class Folder:
    """The files of a folder on the server's disk; links in it are passed over."""

    def __init__(self, path: Path, name: str) -> None:
        self.name, self._path = name, path
        found = (each for each in files_below(path) if not each.is_symlink())
        self.names = sorted(each.relative_to(path).as_posix() for each in found)
        if len(self.names) > MOST_FILES:
            raise BadUpload(
                f"{name} holds {len(self.names):,} files; at most {MOST_FILES:,} are allowed."
            )

    def read(self, name: str) -> bytes:
        """A file's content; raises BadUpload where it cannot be read or is larger than 64 MB."""
        place = self._path / name
        try:
            if place.stat().st_size > MOST_FILE:
                raise BadUpload(f"{name} is larger than {MOST_FILE >> 20} MB.")
            return place.read_bytes()
        except OSError as error:
            raise BadUpload(f"{name} cannot be read ({error.strerror}).") from error
