"""The races that were run before: state, date, strategies, and how well each lane did."""

from __future__ import annotations

from urllib.parse import quote

from core.figures.tables import Cell, Link
from core.jobs.jobs import JobState, jobs
from core.metrics.decimal import decimal
from core.recipes.kinds import DEFAULT
from core.runs.run import Run
from core.runs.standing import accuracy
from pages.shared.earlier import earlier
from pages.shared.job_strip import when


def draw_earlier(*, but: str | None = None) -> None:
    """A table of the races, newest first, less the one that is on screen."""
    races = [job for job in jobs().all() if _is_race(job) and job.job != but]
    head = ["Race", "When", "State", "Lanes, with their 3-NN test accuracy"]
    earlier("Earlier races", head, races, _row)


def _is_race(job: JobState) -> bool:
    return len(job.runs) > 1 and job.task == DEFAULT


def _row(job: JobState) -> list[Cell]:
    lanes = ", ".join(f"{run.name} {_accuracy(run)}".strip() for run in job.runs)
    return [Link(job.title, f"triplet_lab?race={quote(job.job)}"), when(job), job.state, lanes]


def _accuracy(run: Run) -> str:
    share = accuracy(run)
    return "" if share is None else decimal(share, 3)
