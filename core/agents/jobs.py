"""A job as agents see it: where it stands, what it logged last, what came out."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.agents.arguments import DIGITS, figure
from core.agents.caller import page
from core.embeddings import Map, find_embedding_set
from core.errors import BadRecipe, EmbedscopeError
from core.jobs.dispatcher import AT_ONCE
from core.jobs.fair import places, told
from core.jobs.jobs import DONE, RUNNING, WAITING, JobState, LocalJobs, jobs
from core.jobs.kinds import MAP, TRAIN
from core.metrics.metric import Metric
from core.paths import runs_folder
from core.runs.find import run_key
from core.runs.run import Run

MOST_OPEN = 8
"""Jobs that may wait or run when an agent asks for another, so that none asks in a circle."""


@dataclass(frozen=True)
class Trained:
    """A run of a job: what it logged last, and once it is finished what came out."""

    name: str
    finished: bool
    last: dict[str, float]
    verdict: str


@dataclass(frozen=True)
class Job:
    """Where a job stands."""

    job: str
    title: str
    kind: str
    state: str
    """queued, running, done, cancelled, failed, interrupted or broken."""
    step: int
    steps: int
    seconds: float
    seconds_left: float | None
    message: str
    runs: list[Trained]
    embedding_set: str
    """Of a map, once its points are there,"""
    quality: dict[str, Metric]
    """and how far to trust it, once it is made and measured."""
    page: str


def described(state: JobState) -> Job:
    """What agents read of a job."""
    return Job(
        job=state.job,
        title=state.title,
        kind=state.kind,
        state=state.state,
        step=state.step,
        steps=state.steps,
        seconds=round(state.seconds, 1),
        seconds_left=None if state.left is None else round(state.left, 1),
        message=state.message or _place(state),
        runs=[_trained(run) for run in state.runs],
        embedding_set=str(state.about.get("cloud", "")) if state.kind == MAP else "",
        quality=_quality(state) if state.kind == MAP and state.state == DONE else {},
        page=_page(state),
    )


def refuse_too_many() -> None:
    """Raises BadRecipe while as many jobs are open as an agent may leave open."""
    known = [state.state for state in jobs().open()]
    under_way = known.count(WAITING) + known.count(RUNNING)
    if under_way >= MOST_OPEN:
        raise BadRecipe(
            f"{under_way} jobs wait or run already; agents may add to fewer than {MOST_OPEN}. Wait "
            "for one with get_job, or stop one with stop_job."
        )


def _trained(run: Run) -> Trained:
    card = run.card
    last = {name: float(values[-1]) for name, values in run.history().items() if len(values)}
    told = {name: float(f"{each:.{DIGITS}g}") for name, each in last.items() if math.isfinite(each)}
    if "step" in last:
        told["step"] = last["step"]
    return Trained(run_key(run), card is not None, told, card.verdict if card else "")


def quality_of(found: Map) -> dict[str, Metric]:
    """What was measured of a map; empty where nothing was."""
    measured = found.about().get("quality") or {}
    return {
        name: figure(Metric(each["value"], each.get("low"), each.get("high"), each.get("n")))
        for name, each in measured.items()
    }


def _place(state: JobState) -> str:
    if state.state != WAITING:
        return ""
    place = places(LocalJobs(runs_folder()), at_once=AT_ONCE).get(state.job)
    return told(place) if place else ""


def _quality(state: JobState) -> dict[str, Metric]:
    try:
        found = find_embedding_set(state.about["cloud"]).map(state.about["map"])
    except EmbedscopeError:  # it was deleted since
        return {}
    return quality_of(found) if found is not None else {}


def _page(state: JobState) -> str:
    if state.kind == MAP:
        done = "cloud" in state.about
        return page("map", cloud=state.about["cloud"]) if done else page("map", job=state.job)
    if state.kind == TRAIN and state.task == "classify" and len(state.runs) == 1:
        return page("train", job=state.job)
    return page("live")
