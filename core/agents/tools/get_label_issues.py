"""Get the labels of a data set that are likely wrong, the most doubtful first, each with reasons
and a suggested class: the queue that was made on the page Label repair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from core.agents.arguments import DIGITS, Limit, Offset, part
from core.agents.caller import page
from core.data.catalogue import entry as entry_of
from core.errors import BadSource
from core.label_repair.entries import Entry
from core.label_repair.kept import kept_queue
from core.label_repair.queue import Queue

TITLE = "Get label issues"
WRITES = False


@dataclass(frozen=True)
class Issue:
    """An image whose label is doubted: its split and row in the data set."""

    split: str
    row: int
    label: str
    suggestion: str
    kinds: list[str]
    reasons: list[str]
    page: str


@dataclass(frozen=True)
class Issues:
    """Some of the doubtful labels of `images`."""

    data: str
    images: int
    accuracy: float
    """Of the out-of-sample predictions that doubt, by the labels as they are."""
    made: str
    notes: list[str]
    total: int
    issues: list[Issue]
    next_offset: int | None
    page: str


def answer(
    data: Annotated[str, Field(description="A data set, by its name in list_data_sets.")],
    offset: Offset = 0,
    limit: Limit = 10,
) -> Issues:
    """Some of a queue; raises UnknownName for no such set, BadSource where no queue was made."""
    name = entry_of(data).name
    queue = kept_queue(name)
    if queue is None:
        raise BadSource(
            f"Nobody has looked for doubtful labels of {name} yet. Open {_page(name)} and press "
            f"“Look for doubtful labels”, or run: python -m core repair {name}"
        )
    shown, after = part(queue.entries, offset, limit)
    return Issues(
        data=name,
        images=queue.images,
        accuracy=round(queue.accuracy, DIGITS),
        made=queue.made,
        notes=list(queue.notes),
        total=len(queue.entries),
        issues=[_issue(queue, each) for each in shown],
        next_offset=after,
        page=_page(name),
    )


def _issue(queue: Queue, each: Entry) -> Issue:
    at = each.place
    return Issue(
        split=at.split,
        row=at.row,
        label=queue.classes[at.label],
        suggestion=queue.classes[each.suggestion],
        kinds=list(each.kinds),
        reasons=list(each.reasons),
        page=page("label_repair", data=queue.asked.name, image=f"{at.split}-{at.row}"),
    )


def _page(name: str) -> str:
    return page("label_repair", data=name)
