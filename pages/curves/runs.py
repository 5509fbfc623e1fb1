"""Which runs there are that have curves, what they are called, and where those under way stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.errors import EmbedscopeError, UnknownName
from core.jobs.jobs import JobState, jobs
from core.paths import runs_folder
from core.runs.curves import Curve, curves_of
from core.runs.find import whole_runs
from core.runs.run import Run
from core.runs.standing import title_of

History = dict[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Shown:
    """A run on screen: its name in the address, the title in the legend, its curves, its job."""

    name: str
    label: str
    run: Run
    history: History
    curves: list[Curve]
    job: JobState | None

    @property
    def busy(self) -> bool:
        """Whether it waits or trains."""
        return self.job is not None and self.job.unfinished


def runs_with_curves() -> dict[str, Run]:
    """Name to run, finished or under way, of those that log a loss."""
    return whole_runs(_has_curves)


def shown(names: Iterable[str], known: dict[str, Run]) -> list[Shown]:
    """The named runs, as they stand now."""
    runs = {name: known[name] for name in names}
    titles = {name: title_of(run) for name, run in runs.items()}
    found = []
    for name, run in runs.items():
        title, twice = titles[name], list(titles.values()).count(titles[name]) > 1
        history = history_of(run)
        label = f"{title} · {name}" if twice else title
        found.append(Shown(name, label, run, history, curves_of(history), _job(run)))
    return found


def history_of(run: Run) -> History:
    """The run's history, read again only when its file has changed; raises RunBroken."""
    path = run.folder / "history.csv"
    stamp = path.stat().st_mtime_ns if path.is_file() else 0
    return _history(str(run.folder), stamp)


@st.cache_data(max_entries=256, show_spinner=False)
def _history(folder: str, stamp: int) -> History:  # noqa: ARG001 (the stamp is part of the key)
    return Run(Path(folder)).history()


def _has_curves(run: Run) -> bool:
    try:
        history = history_of(run)
    except EmbedscopeError:
        return False
    logged = bool(np.isfinite(history["loss"]).any()) if "loss" in history else False
    return logged or ((job := _job(run)) is not None and job.unfinished)


def _job(run: Run) -> JobState | None:
    """The job that trains the run, where it was trained here."""
    try:
        inside = run.folder.relative_to(runs_folder())
        return jobs().state(inside.parts[0])
    except (ValueError, UnknownName):  # a checkpoint, or trained from the command line
        return None
