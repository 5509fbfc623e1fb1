"""What one person keeps here, and whether more would be too much.

Uploads are named after their content and may be brought by two; a mark beside each,
`.<file>.owner.json`, says who brought it first.
"""

from __future__ import annotations

from pathlib import Path

from core import files
from core.access.asked import access
from core.access.may import Action, check
from core.access.person import Person, Role, who
from core.errors import NotAllowed, Unreadable
from core.paths import embedding_sets_folder, encoders_folder, own_folder

MEGABYTE = 1_000_000
MARK = ".owner.json"


def check_room(more: int) -> None:
    """Raise NotAllowed where who asks may bring nothing, or not `more` bytes."""
    check(Action.BRING)
    person, most = who(), access().quota.megabytes
    if most is None or not _is_bounded(person):
        return
    kept = kept_by(person.name)
    if kept + more > most * MEGABYTE:
        raise NotAllowed(
            f"You keep {kept / MEGABYTE:,.0f} MB here of at most {most:,}, and this has "
            f"{more / MEGABYTE:,.0f} MB. Delete data sets, maps or encoders that you need no more."
        )


def check_turn(unfinished: int) -> None:
    """Raise NotAllowed where who asks has as many jobs waiting and running as they may."""
    most = access().quota.jobs
    if most is not None and _is_bounded(who()) and unfinished >= most:
        jobs = "one job" if unfinished == 1 else f"{unfinished} jobs"
        raise NotAllowed(
            f"You have {jobs} waiting or running, and {most} is the most here. Wait, or stop one."
        )


def mark(path: Path) -> None:
    """Say beside a kept upload who brought it."""
    if name := who().name:
        files.write_json(_mark_of(path), {"owner": name})


def drop(path: Path) -> None:
    """Remove a kept upload, and what stands beside it."""
    path.unlink(missing_ok=True)
    _mark_of(path).unlink(missing_ok=True)


def _mark_of(path: Path) -> Path:
    return path.with_name(f".{path.name}{MARK}")


def kept_by(name: str) -> int:
    """Bytes of what somebody brought and keeps: uploads, data sets and encoders."""
    total = 0
    for place in (own_folder(), encoders_folder(), embedding_sets_folder()):
        for found in files.files_below(place):
            if found.name.endswith("owner.json") and _owner(found) == name:
                total += files.bytes_of(_marked(found))
    return total


def _marked(found: Path) -> Path:
    """What a mark is about: the file beside it, or its whole folder."""
    if found.name == MARK[1:]:
        return found.parent
    return found.with_name(found.name[1:].removesuffix(MARK))


def _owner(found: Path) -> str:
    try:
        return str(files.read_json(found).get("owner", ""))
    except Unreadable:
        return ""


def _is_bounded(person: Person) -> bool:
    return bool(person.name) and person.role is not Role.ADMIN
