"""Whose a folder is: a map, a data set, an encoder. A job says it in its job.json.

It stands in `owner.json` beside what the folder holds. Where there is none (what was made before,
or by who needs no name) it belongs to nobody.
"""

from __future__ import annotations

from pathlib import Path

from core import files
from core.access.may import Action, Thing, check
from core.access.person import who
from core.access.private import thing_of_run
from core.errors import Unreadable

FILE = "owner.json"


def sign(folder: Path) -> None:
    """Let a new folder belong to who asks; nothing is written where they need no name."""
    if name := who().name:
        files.write_json(folder / FILE, {"owner": name})


def owner_of(folder: Path) -> str:
    """Whose it is; "" where it is nobody's."""
    return _said(folder / FILE) if files.is_file(folder / FILE) else ""


def owner_of_run(folder: Path) -> str:
    """Whose job trained the run in this folder; "" where it is nobody's."""
    return thing_of_run(folder).owner


def check_folder(action: Action, folder: Path, title: str) -> None:
    """Raise NotAllowed where who asks may not do this to what lies in the folder."""
    check(action, Thing(title, owner_of(folder)))


def _said(path: Path) -> str:
    try:
        return str(files.read_json(path).get("owner", ""))
    except Unreadable:  # an admin's, then
        return ""
