"""Who is next: one person after the other, each with their oldest job; and when about that is.

`turns.json` beside the jobs says whose job began when last, so that another server, or a page that
tells a place in the queue, comes to the same order.
"""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from core import files
from core.errors import Unreadable
from core.jobs.job_files import DONE, RUNNING
from core.jobs.jobs import JobState, LocalJobs
from core.jobs.order import holding

FILE = "turns.json"
KNOWN, LOOKED = 40, 1000
"""Ended jobs by which it is told how long one takes, and how many jobs are looked at for them."""


@dataclass(frozen=True)
class Place:
    """In the queue, counted from 1; `seconds` until it begins, None where nobody can tell."""

    number: int
    seconds: float | None


def in_turn(waiting: Sequence[JobState], served: Mapping[str, int]) -> list[JobState]:
    """The order in which jobs, given the oldest first, begin: always one of the person who was
    `served` longest ago. What is nobody's counts as one person's.
    """
    queues: dict[str, deque[JobState]] = defaultdict(deque)
    for job in waiting:
        queues[job.owner].append(job)
    since, order = dict(served), []
    for number in range(len(waiting)):
        mine = min(queues, key=lambda owner: (since.get(owner, 0), queues[owner][0].created))
        order.append(queues[mine].popleft())
        since[mine] = max(served.values(), default=0) + 1 + number
        if not queues[mine]:
            del queues[mine]
    return order


def turns(root: Path) -> dict[str, int]:
    """By owner, the number of the turn in which a job of theirs began last."""
    try:
        known = files.read_json(root / FILE)
    except Unreadable:
        return {}
    return {owner: turn for owner, turn in known.items() if isinstance(turn, int)}


def took_turn(root: Path, owner: str) -> None:
    """Note that a job of somebody begins."""
    known = turns(root)
    files.write_json(root / FILE, {**known, owner: max(known.values(), default=0) + 1})


def places(known: LocalJobs, *, at_once: int) -> dict[str, Place]:
    """Where each job stands that waits for nothing but its turn."""
    unfinished = [job for job in reversed(known.open()) if job.unfinished]
    waiting = [job for job in unfinished if job.state != RUNNING and holding(job, known) is None]
    if not waiting:
        return {}
    usual = _usual(known)
    ends = [_left(job, usual) for job in unfinished if job.state == RUNNING]
    free = [0.0] * max(0, at_once - len(ends)) + ends
    heapq.heapify(free)
    found, sure = {}, True
    for number, job in enumerate(in_turn(waiting, turns(known.root)), 1):
        begins = heapq.heappop(free)
        sure = sure and begins < float("inf")
        found[job.job] = Place(number, begins if sure else None)
        heapq.heappush(free, begins + usual.get(job.kind, float("inf")))
    return found


def told(place: Place) -> str:
    """Such as "3rd in the queue, starts in about 2 min"."""
    said = f"{_ordinal(place.number)} in the queue"
    if place.seconds is None:
        return said
    if place.seconds < 1:
        return f"{said}, about to start"
    about = f"{place.seconds:.0f} s" if place.seconds < 60 else f"{place.seconds / 60:.0f} min"
    return f"{said}, starts in about {about}"


def _left(job: JobState, usual: Mapping[str, float]) -> float:
    if job.left is not None:
        return job.left
    return max(0.0, usual.get(job.kind, float("inf")) - job.seconds)


def _usual(known: LocalJobs) -> dict[str, float]:
    """Seconds that a job of a kind takes, by those that were done last."""
    taken: dict[str, list[float]] = defaultdict(list)
    done = (job for job in islice(known.newest_first(), LOOKED) if job.state == DONE)
    for job in islice(done, KNOWN):
        taken[job.kind].append(job.seconds)
    return {kind: median(each) for kind, each in taken.items()}


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
