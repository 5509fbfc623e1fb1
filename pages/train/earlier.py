"""The trainings that were run before: state, date, and the accuracy each came to."""

from __future__ import annotations

from urllib.parse import quote

from core.figures.tables import Cell, Link, Number
from core.jobs.jobs import JobState, jobs
from core.runs.standing import measured_accuracy
from core.tasks.classify.settings import TASK
from pages.shared.earlier import earlier
from pages.shared.job_strip import when


def draw_earlier(*, but: str | None = None) -> None:
    """A table of the trainings, newest first, less the one that is on screen."""
    found = [job for job in jobs().all() if job.task == TASK and job.job != but]
    head = ["Run", "When", "State", "Test accuracy"]
    earlier("Earlier runs", head, found, _row)


def _row(job: JobState) -> list[Cell]:
    one = measured_accuracy(job.runs[0])
    accuracy = Number(one.value, one.low, one.high) if one else Number(None)
    return [Link(job.title, f"train?job={quote(job.job)}"), when(job), job.state, accuracy]
