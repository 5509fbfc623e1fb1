"""Checkpoints that the package does not hold: what there is of a release, and fetching one.

A release is a folder on a server with `<name>.zip` for each. Which these are, how large, and their
SHA-256 stand in the package itself (`checkpoints/release.json`, written when the wheel is made), so
that nothing but what was released can arrive, whoever serves it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from core import files, paths
from core.data.fetch.download import disk_full, download
from core.errors import DataCorrupt, DataMissing, UnknownName, Unreadable

Say = Callable[[str], None]
ADDRESS = "EMBEDSCOPE_RELEASE"
"""The setting that says where the release lies."""
LISTED = "release.json"
PARTS = ".part-release"
"""Where what has arrived waits for the rest."""


@dataclass(frozen=True)
class Released:
    """A checkpoint of the release: its file, of so many bytes, with this checksum."""

    name: str
    title: str
    bytes: int
    sha256: str

    @property
    def here(self) -> bool:
        """Whether it is among the checkpoints."""
        return (paths.CHECKPOINTS / self.name).is_dir()


def released() -> dict[str, Released]:
    """By name what the release has beside the package; nothing in a checkout, which has all.

    Raises DataCorrupt where the list cannot be read.
    """
    path = paths.CHECKPOINTS / LISTED
    if not path.is_file():
        return {}
    try:
        return {name: _listed(name, about) for name, about in files.read_json(path).items()}
    except (Unreadable, AttributeError, KeyError, TypeError, ValueError) as error:
        raise DataCorrupt(f"{path} cannot be read ({error}). Install the package again.") from error


def fetch(name: str, address: str, *, say: Say = print) -> Path:
    """Bring a checkpoint here, whole or not at all; its folder.

    What had arrived when it was stopped stays, and is gone on with. Raises UnknownName; DataMissing
    with what to do where there is no address, no network, no room, or a file that is not the one
    that was released.
    """
    known = released()
    if name not in known:
        raise UnknownName("model of the release", name, known)
    one = known[name]
    target = paths.CHECKPOINTS / name
    if one.here:
        say(f"{name} is here: {target}")
        return target
    url = f"{_checked(address).rstrip('/')}/{name}.zip"
    waiting = paths.CHECKPOINTS / PARTS
    try:
        waiting.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_writable(error) from error
    archive = waiting / f"{name}.zip"
    if shutil.disk_usage(waiting).free < 2 * one.bytes:
        raise DataMissing(f"{disk_full(waiting, 2 * one.bytes)}.")
    say(f"Fetching {name}: {one.bytes / 1e6:,.1f} MB ...")
    try:
        download(url, archive, sha256=one.sha256, say=say)
    except DataMissing as error:
        raise DataMissing(
            f"{name} could not be fetched: {error}. What has arrived is kept: asking again goes on."
        ) from error
    _unpack(archive, target)
    shutil.rmtree(waiting, ignore_errors=True)
    say(f"{name} is now in {target}")
    return target


def release_address(given: str | None = None) -> str:
    """Where the release lies, as given or as the setting says; "" where neither does."""
    return given or os.environ.get(ADDRESS, "")


def _listed(name: str, about: dict[str, Any]) -> Released:
    if PurePosixPath(name).name != name or name in ("", ".", ".."):
        raise ValueError(f"{name!r} is no name of a checkpoint")
    return Released(name, str(about["title"]), int(about["bytes"]), str(about["sha256"]))


def _checked(address: str) -> str:
    if not address:
        raise DataMissing(
            "Nobody said where the release lies. Give its address with --from, or as "
            f"{ADDRESS}: the folder on a server that holds the models' zip files. Everything else "
            "works without them."
        )
    if urlsplit(address).scheme not in ("http", "https", "file"):
        raise DataMissing(f"{address} is no address: it begins with https://, http:// or file://.")
    return address


def _unpack(archive: Path, target: Path) -> None:
    stage = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        with zipfile.ZipFile(archive) as packed:
            for each in packed.namelist():
                place = PurePosixPath(each)
                if place.is_absolute() or ".." in place.parts or place.parts[0] != target.name:
                    raise DataMissing(f"{archive.name} holds {each}, which is not of the model.")
            packed.extractall(stage)
        (stage / target.name).rename(target)
    except OSError as error:
        raise _not_writable(error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _not_writable(error: OSError) -> DataMissing:
    return DataMissing(
        f"Nothing can be written to {paths.CHECKPOINTS} ({error.strerror or error}). Ask with the "
        "rights of who installed the package, or install it into an environment of your own."
    )
