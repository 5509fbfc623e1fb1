"""The queue of a data set's doubtful labels: what `python -m core repair` makes. It is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import Stopped
from core.progress import Progress
from core.typed_json import plain, typed

if TYPE_CHECKING:
    from core.jobs.job_files import JobFile
    from core.label_repair.asked import Asked

TITLE = "Label repair"
NEEDS = ("data", "asked")
WARM_AFTER = None
LEAVES = True
STEPS, MADE = 1000, 0.9
"""Of all steps of progress, and the share until the queue is made; then its pictures are packed."""


def described(asked: Asked) -> dict[str, Any]:
    """What such a job keeps; raises an EmbedscopeError where the queue could not be made."""
    from core.label_repair.asked import check

    check(asked)
    return {"data": asked.name, "asked": plain(asked)}


def warm() -> Callable[[], object]:
    """Nothing is worth paying for beforehand."""
    return lambda: None


def work(job: JobFile, folder: Path, *, progress: Progress, stop: Callable[[], bool]) -> bool:
    """Make the queue and keep it; False where `stop` ended it."""
    del folder
    from core.label_repair.asked import Asked

    asked = typed(Asked, job.about["asked"], "job.json")
    return make(asked, progress=progress, stop=stop)


def make(asked: Asked, *, progress: Progress, stop: Callable[[], bool]) -> bool:
    """The same without a job."""
    from core.label_repair.kept import keep_queue
    from core.label_repair.queue import make_queue

    def part(low: float, high: float) -> Callable[[float, str], None]:
        def watch(share: float, said: str) -> None:
            progress(min(round(STEPS * (low + (high - low) * share)), STEPS - 1), STEPS, said)

        return watch

    try:
        queue = make_queue(asked, watch=part(0, MADE), stop=stop)
        keep_queue(queue, watch=part(MADE, 1), stop=stop)
    except Stopped:
        return False
    progress(STEPS, STEPS, "")
    return True


def give_up(job: JobFile) -> None:
    """Remove what is left of a queue that was not finished."""
    from core.label_repair.kept import discard

    discard(job.about["data"])
