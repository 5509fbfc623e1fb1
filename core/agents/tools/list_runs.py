"""List trained runs and shipped checkpoints, the best first: task, data set, test accuracy with its
95 % interval. Start here; other tools take the names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from core.agents.arguments import Limit, Offset, Search, figure, holds, part
from core.agents.caller import page
from core.metrics.metric import Metric
from core.runs.find import finished_runs
from core.runs.run import Run
from core.runs.standing import group_of, measured_accuracy, title_of

TITLE = "List runs"
WRITES = False


@dataclass(frozen=True)
class Line:
    """A run of the list."""

    name: str
    title: str
    task: str
    data: str
    whose: str
    """"yours", "ours" (shipped), or "as reported"."""
    accuracy: Metric | None
    page: str


@dataclass(frozen=True)
class Runs:
    """Some of the runs."""

    total: int
    runs: list[Line]
    next_offset: int | None


def answer(
    task: Annotated[str, Field(description="Only of this task: embed, classify, kinship …")] = "",
    search: Search = "",
    offset: Offset = 0,
    limit: Limit = 20,
) -> Runs:
    """Some of the finished runs."""
    wanted = {
        name: run
        for name, run in finished_runs(lambda run: task in ("", run.task)).items()
        if holds(search, name, title_of(run), run.data().name)
    }
    shown, after = part(list(wanted), offset, limit)
    return Runs(len(wanted), [_line(name, wanted[name]) for name in shown], after)


def _line(name: str, run: Run) -> Line:
    measured = measured_accuracy(run)
    return Line(
        name=name,
        title=title_of(run),
        task=run.task,
        data=run.data().name,
        whose=group_of(run),
        accuracy=measured and figure(measured),
        page=page("models", run=name),
    )
