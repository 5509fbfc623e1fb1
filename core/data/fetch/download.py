"""One file over HTTP, which goes on where it was stopped wherever the server can."""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from core.errors import DataMissing

Say = Callable[[str], None]
PATIENCE = 30.0
"""Seconds without a byte after which a host is given up."""
CHUNK = 1 << 18
MB = 1_000_000
UNREACHED = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ECONNRESET")
"""What clients of registries say where there is no network."""


class DiskFull(DataMissing):
    """No other way can help."""


def download(
    url: str,
    target: Path,
    *,
    md5: str | None = None,
    sha256: str | None = None,
    say: Say = lambda _: None,
) -> None:
    """Bring the file to `target`; what arrives lies in `target.part` until it is whole.

    `say` is told where it goes on, or that it starts again. Raises DataMissing with the reason;
    what had arrived stays, for the next time, unless its checksum is wrong.
    """
    if target.is_file():
        return
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _receive(url, part, say)
    except (OSError, HTTPException) as error:
        raise failure(error, url, part.parent) from error
    wanted = {"md5": md5, "sha256": sha256}
    if any(known is not None and _digest(part, kind) != known for kind, known in wanted.items()):
        part.unlink()
        raise DataMissing(f"{target.name} arrived damaged (its checksum is wrong). Try again")
    part.replace(target)


def failure(error: Exception, url: str, folder: Path) -> DataMissing:
    """What went wrong, for people: the disk, the network, or the server's answer."""
    host, reason = urlsplit(url).netloc, getattr(error, "reason", None)
    if errno.ENOSPC in (getattr(error, "errno", None), getattr(reason, "errno", None)):
        return disk_full(folder)
    if isinstance(error, HTTPError):
        return DataMissing(f"{host} answered {error.code} ({error.reason})")
    if isinstance(error, URLError | TimeoutError | ConnectionError | HTTPException):
        why = " ".join(str(reason or error).split()) or type(error).__name__
        return DataMissing(f"no network, or {host} cannot be reached ({why})")
    return DataMissing(f"{' '.join(str(error).split())}")


def disk_full(folder: Path, needed: int = 0) -> DiskFull:
    """The sentence for a disk that is, or would be, full."""
    free = shutil.disk_usage(folder).free / MB
    wants = f"about {needed / MB:,.0f} MB are needed and " if needed else ""
    return DiskFull(
        f"the disk is full: {wants}{free:,.0f} MB are free in {folder}. Make room, then resume: "
        "what has arrived is kept"
    )


def client_failure(said: str, client: str, folder: Path) -> DataMissing:
    """What a registry's client said when it failed, for people."""
    if "ENOSPC" in said:
        return disk_full(folder)
    if any(word in said for word in UNREACHED):
        return DataMissing(f"no network: {client} cannot reach its registry")
    return DataMissing(f"{client} failed ({said or 'the registry did not answer'})")


def _receive(url: str, part: Path, say: Say) -> None:
    there = part.stat().st_size if part.is_file() else 0
    try:
        answer = _asked(url, there)
    except HTTPError as error:
        if error.code != 416 or not there:
            raise
        part.unlink()  # longer than the file is now
        return _receive(url, part, say)
    with answer:
        goes_on = there > 0 and answer.status == 206
        if goes_on:
            say(f"{part.stem} goes on after {there / MB:,.1f} MB")
        elif there:
            say(f"{part.stem} starts again: the server cannot go on where it was stopped")
        expected = answer.length
        with part.open("ab" if goes_on else "wb") as out:
            before = out.tell()
            shutil.copyfileobj(answer, out, CHUNK)
            arrived = out.tell() - before
    if expected is not None and arrived < expected:
        raise ConnectionError(f"the connection broke after {(before + arrived) / MB:,.1f} MB")
    return None


def _asked(url: str, there: int) -> HTTPResponse:
    headers = {"User-Agent": "embedscope"} | ({"Range": f"bytes={there}-"} if there else {})
    answer: HTTPResponse = urlopen(Request(url, headers=headers), timeout=PATIENCE)
    return answer


def _digest(path: Path, kind: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, kind).hexdigest()
