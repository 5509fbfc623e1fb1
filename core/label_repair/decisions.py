"""What people decided of the doubtful labels of a data set: a table that only ever grows.

    repairs/<set>/decisions.jsonl    a line each: when, who, what, split, row, from, to

One process writes at a time, a whole line that is on the disk before the next key is pressed; a
line that a crash cut off is passed over. Nothing is ever changed in it: "undo" is a line too, and
takes back what that person decided last. Of what a person said of an image the last counts.
"""

from __future__ import annotations

import datetime
import json
import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.access import Action, check
from core.access import who as asking
from core.errors import BadDecision, NotWritten
from core.label_repair.entries import Place
from core.label_repair.kept import DECISIONS, folder_of
from core.lock import in_turn

KEEP, RELABEL, DROP, SKIP, UNDO = "keep", "relabel", "drop", "skip", "undo"
WHATS = (KEEP, RELABEL, DROP, SKIP)
LONGEST = 40
"""Signs in a person's name."""
COLUMNS = ("when", "who", "what", "split", "row", "from", "to")


@dataclass(frozen=True)
class Decision:
    """A line of the table; classes by their names."""

    when: str
    """An ISO date, UTC."""
    who: str
    what: str
    """KEEP, RELABEL, DROP, SKIP or UNDO, which takes the person's last one back."""
    split: str
    row: int
    of: str
    """The class that the image had; "from" in the file."""
    to: str = ""
    """The class that it gets: the one it has where it is kept, "" where it is dropped, skipped."""

    @property
    def image(self) -> tuple[str, int]:
        """Split and row."""
        return self.split, self.row

    @property
    def verdict(self) -> tuple[str, str]:
        """What two people have to say alike to agree."""
        return self.what, self.to

    def fields(self) -> tuple[str, str, str, str, int, str, str]:
        """By COLUMNS."""
        return self.when, self.who, self.what, self.split, self.row, self.of, self.to


def named(who: str) -> str:
    """A person's name as it is kept; raises BadDecision where it is none."""
    plain = " ".join(unicodedata.normalize("NFC", who).split())
    if not plain or len(plain) > LONGEST or not plain.isprintable():
        raise BadDecision(
            f"Decisions are kept by name: type one of 1 to {LONGEST} letters, not {plain[:50]!r}."
        )
    return plain


def decide(
    name: str, who: str, what: str, place: Place, classes: Sequence[str], *, to: str = ""
) -> Decision:
    """Keep what a person decided of an image; raises BadDecision, NotWritten, NotAllowed.

    Whoever signed in decides under that name, whatever `who` says.
    """
    check(Action.CHANGE)
    if what not in WHATS:
        raise BadDecision(f"A decision is one of {', '.join(WHATS)}, not {what!r}.")
    if what == RELABEL and to not in classes:
        raise BadDecision(f"{to!r} is no class of {name}: {', '.join(classes[:8])}, …")
    of = classes[place.label]
    if what == RELABEL and to == of:
        what = KEEP
    meant = {KEEP: of, RELABEL: to}.get(what, "")
    made = Decision(_now(), _signed(who), what, place.split, place.row, of, meant)
    _append(_file(name), made)
    return made


def undo(name: str, who: str) -> Decision | None:
    """Take back what a person decided last and has not taken back; that, None where there is none.

    Raises BadDecision, NotWritten, NotAllowed.
    """
    check(Action.CHANGE)
    last = next(reversed(standing(decisions(name), by=_signed(who))), None)
    if last is not None:
        _append(_file(name), Decision(_now(), last.who, UNDO, last.split, last.row, last.of))
    return last


def _signed(who: str) -> str:
    return named(asking().name or who)


def decisions(name: str) -> list[Decision]:
    """Every line that is whole, in their order."""
    try:
        text = _file(name).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [made for made in map(_read, text.splitlines()) if made is not None]


def standing(every: Iterable[Decision], *, by: str | None = None) -> list[Decision]:
    """What was not taken back, in its order: of all people, or of one."""
    found = list[Decision]()
    for each in every:
        if by is not None and each.who != by:
            continue
        if each.what != UNDO:
            found.append(each)
            continue
        mine = (at for at in range(len(found) - 1, -1, -1) if found[at].who == each.who)
        if (last := next(mine, None)) is not None:
            del found[last]
    return found


def by_image(every: Iterable[Decision]) -> dict[tuple[str, int], dict[str, Decision]]:
    """Of each image what each person said last, by name."""
    found: dict[tuple[str, int], dict[str, Decision]] = {}
    for each in standing(every):
        said = found.setdefault(each.image, {})
        said.pop(each.who, None)  # so that the last said stands last
        said[each.who] = each
    return found


def votes(said: Iterable[Decision]) -> list[Decision]:
    """Of what people said of an image that which counts: who skipped it said nothing."""
    return [each for each in said if each.what != SKIP]


def disagree(said: Iterable[Decision]) -> bool:
    """Whether people said different things of an image."""
    return len({each.verdict for each in votes(said)}) > 1


def _file(name: str) -> Path:
    return folder_of(name) / DECISIONS


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


def _append(path: Path, made: Decision) -> None:
    line = json.dumps(dict(zip(COLUMNS, made.fields(), strict=True)), ensure_ascii=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with in_turn(path.with_suffix(".lock")), path.open("ab+") as table:
            table.seek(max(table.tell() - 1, 0))
            torn = table.read(1) not in (b"", b"\n")  # a crash cut the last line off
            table.write(f"{chr(10) if torn else ''}{line}\n".encode())
            table.flush()
            os.fsync(table.fileno())
    except OSError as error:
        raise NotWritten(
            f"The decision could not be written to {path.parent} ({error.strerror or error}). Make "
            "room or mend the folder's rights, then decide again."
        ) from error


def _read(line: str) -> Decision | None:
    try:
        said = json.loads(line)
        made = Decision(*(said[column] for column in COLUMNS))
    except (ValueError, KeyError, TypeError):
        return None
    texts = (made.when, made.who, made.what, made.split, made.of, made.to)
    whole = all(isinstance(text, str) for text in texts) and type(made.row) is int
    return made if whole and made.what in (*WHATS, UNDO) else None
