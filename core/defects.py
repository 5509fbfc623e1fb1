"""A defect of ours, wherever it came up: its traceback in the log, under an id that people see.

    try: ...
    except Exception as error:
        text = sentence(noted(error, "the page Map"))

The last of them stand in `errors.jsonl` beside the jobs, for the page Status.
"""

from __future__ import annotations

import datetime
import json
import logging
import secrets
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from core import files
from core.access import who
from core.errors import EmbedscopeError, Unreadable
from core.paths import ROOT, runs_folder
from core.typed_json import WrongType, typed

log = logging.getLogger(__name__)
FILE = "errors.jsonl"
KEPT = 100
LARGEST = 64_000
"""Bytes of the file from which on all but the newest are dropped."""
ID = "defect_id"
"""Where an exception carries the id under which it was noted already."""


@dataclass(frozen=True)
class Defect:
    """One that came up; its traceback is in the log."""

    id: str
    time: str
    where: str
    kind: str
    """Of the exception."""
    line: str
    """Of our code in which it came up last, such as "core/runs/run.py:120"."""


def noted(error: BaseException, where: str) -> str:
    """Write it into the log, once however often it is passed on; its id."""
    if known := getattr(error, ID, ""):
        return str(known)
    found = Defect(
        id=f"e-{secrets.token_hex(3)}",
        time=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        where=where,
        kind=type(error).__name__,
        line=_line(error),
    )
    about = {"id": found.id, "where": where, "person": who().name}
    log.error("%s: %s failed.", found.id, where, exc_info=error, extra=about)
    with suppress(AttributeError, TypeError):  # an exception with slots
        setattr(error, ID, found.id)
    with suppress(OSError, EmbedscopeError):  # a full disk: it is in the log
        _keep(found)
    return found.id


def sentence(number: str) -> str:
    """What whoever met it reads."""
    return (
        f"Something failed here that should not, and nothing of yours is lost. Try again; if it "
        f"fails again, tell the server's owner this number, which is in its log: {number}."
    )


def newest() -> list[Defect]:
    """The last that came up, the newest first; lines that cannot be read are left out."""
    try:
        lines = files.read_text(_place()).splitlines()
    except Unreadable:
        return []
    found = []
    for line in reversed(lines[-KEPT:]):
        with suppress(ValueError, WrongType):
            found.append(typed(Defect, json.loads(line), FILE))
    return found


def _place() -> Path:
    return runs_folder() / FILE


def _keep(found: Defect) -> None:
    place = _place()
    if place.is_file() and place.stat().st_size > LARGEST:
        files.write_text(place, "\n".join(place.read_text("utf-8").splitlines()[-KEPT:]) + "\n")
    with place.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(found), ensure_ascii=False) + "\n")


def _line(error: BaseException) -> str:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(ROOT) and ".venv" not in path.parts:
            return f"{path.relative_to(ROOT).as_posix()}:{frame.lineno}"
    return ""
