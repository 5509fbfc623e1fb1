"""A race on screen: its state, its moving maps, a verdict for each lane, and the curves."""

from __future__ import annotations

import io
from collections.abc import Sequence
from math import isnan
from time import monotonic

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.csv_text import Table
from core.diagnosis.collapse import collapse_step
from core.errors import JobBroken, RunBroken, UnknownName
from core.figures.curves import COLLAPSE
from core.figures.palette import lane_colour
from core.jobs.jobs import BROKEN, JobState, jobs
from core.metrics.decimal import between, decimal
from core.metrics.metric import Metric
from core.recipes.kinds import DEFAULT
from core.recipes.recipe import of_kind, recipe_to_text
from core.runs.answers import can_answer
from core.runs.card import RunCard
from core.runs.run import Run
from core.tasks.embed import HISTORY
from core.tasks.embed.diagnosis import diagnosis
from core.tasks.embed.settings import EmbeddingRecipe
from pages.components.collapse import draw_why
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.figure_card import csv_button
from pages.shared.follow_job import follow_job
from pages.shared.job_strip import job_strip
from pages.shared.lane_charts import draw_lane_charts
from pages.shared.moving_maps import draw_moving_maps, kept
from pages.shared.report_sheet import sheet_button
from pages.triplet_lab.settings import race_of, remedy, to_query

CURVES_EVERY = 10.0  # seconds between two drawings of its curves: it trains on the same cores
History = dict[str, NDArray[np.float64]]


def draw_race(name: str) -> None:
    """The race called `name`, followed until it ends; raises UnknownName."""
    job = jobs().state(name)
    if job.state == BROKEN:
        raise JobBroken(job.message)
    if job.task != DEFAULT:  # a map's job, or one of another task
        races = (each.job for each in jobs().all() if each.task == DEFAULT)
        raise UnknownName("race", name, races)
    follow_job(job, _draw)


def _draw(job: JobState) -> None:
    with explained():
        job_strip(job, key=f"race-{job.job}", link=False)
        if job.state == BROKEN:
            return
        histories = {run.name: run.history() for run in job.runs}
        lanes = {run.name: run for run in job.runs}
        draw_moving_maps(
            job.job,
            lanes,
            histories,
            total=job.steps,
            live=job.unfinished,
            quantities=COLLAPSE,
            said=lambda: {run.name: _in_words(run) for run in job.runs},
        )
        _verdicts(job)
        if any(collapse_step(history) is not None for history in histories.values()):
            draw_why(key=f"why-{job.job}")
        _curves(job, histories)
        _downloads(job, histories)


def _verdicts(job: JobState) -> None:
    places = st.columns(len(job.runs), gap="medium")
    for number, (place, run) in enumerate(zip(places, job.runs, strict=True)):
        with place, st.container(key=f"result-{number}"):
            swatch = f'<span style="color:{lane_colour(number)}">■</span>'
            st.markdown(f"{swatch} **{run.name}**{_margin(run)}", unsafe_allow_html=True)
            st.markdown(_verdict(run))
            if run.card is not None:
                st.caption(_tested(run.card))
                _next(job, run)


def _in_words(run: Run) -> list[str]:
    """The same for a file."""
    tested = "" if run.card is None else _tested(run.card)
    return [_margin(run).removeprefix(" · "), _verdict(run), tested]


def _tested(card: RunCard) -> str:
    """The figures on the test images; of classes that were never seen intervals are over classes,
    of which there are fewer than of queries.
    """
    metrics = card.metrics
    near, first = metrics.get("test/knn_accuracy"), metrics.get("test/recall_at_1")
    if near is None:
        return ""
    told = f"3-NN accuracy on {near.n or 0:,} test images: {_figure(near)}"
    if first is None or (first.n or 0) > len(card.data.classes):
        return f"{told}; Recall@1 {_figure(first)}" if first else told
    told += f"; their classes were never seen. Recall@1 {_figure(first)} over classes"
    frozen = metrics.get("test/recall_at_1/frozen")
    return told + (f"; of the encoder alone **{decimal(frozen.value, 3)}**" if frozen else "")


def _figure(metric: Metric) -> str:
    return f"**{decimal(metric.value, 3)}** ({between(metric.low, metric.high)})"


def _next(job: JobState, run: Run) -> None:
    """Where a finished lane leads: its map, its mistakes, and the one change worth trying."""
    name = f"{job.job}/{run.name}"
    with st.container(horizontal=True, gap="small"):
        page_link("map", "Map", checkpoint=name)
        if can_answer(run):
            page_link("evaluation", "Evaluation", run=name)
        page_link("retrieval", "Retrieval", checkpoint=name)
        if collapse_step(run.history()) is not None:
            lanes = [of_kind(each.recipe(), EmbeddingRecipe) for each in job.runs]
            strategy = of_kind(run.recipe(), EmbeddingRecipe).strategy.name
            label, race = remedy(race_of(lanes, title=""), strategy)
            page_link("triplet_lab", label, **to_query(race))


def _verdict(run: Run) -> str:
    try:
        return diagnosis(run, ended=run.card is not None)
    except RunBroken:
        return "Nothing to report yet: it has not begun."


def _margin(run: Run) -> str:
    values = run.history()["margin"]
    known = values[~np.isnan(values)]
    return f" · margin {known[-1]:.3g}" if len(known) else ""


def _curves(job: JobState, histories: dict[str, History]) -> None:
    if not any(np.isfinite(history["loss"]).any() for history in histories.values()):
        st.caption("The curves appear with the first logged step.")
        return
    stamp: object = [
        (len(history["step"]), *history["step"][-1:]) for history in histories.values()
    ]
    if job.unfinished:
        stamp = monotonic() // CURVES_EVERY
    draw_lane_charts(job.job, histories, COLLAPSE, stamp=stamp)
    st.caption(
        "k-NN accuracy on the probe set, each point against all others. Losses without a margin "
        "or triplets have no line there."
    )


def _downloads(job: JobState, histories: dict[str, History]) -> None:
    asked = kept(
        job.job,
        "recipes",
        job.job,
        lambda: [of_kind(run.recipe(), EmbeddingRecipe) for run in job.runs],
    )
    names = ",".join(f"{job.job}/{run.name}" for run in job.runs)
    with st.container(horizontal=True, vertical_alignment="center"):
        csv_button("Save the histories", lambda: _table(histories), name=f"race-{job.job}")
        st.download_button(
            "Save the recipes",
            lambda: "---\n".join(map(recipe_to_text, asked)),
            file_name=f"race-{job.job}.yaml",
            mime="application/yaml",
            key=f"recipes-{job.job}",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
        )
        done = {run.name: run for run in job.runs if run.card is not None}
        if len(done) == len(job.runs):
            sheet_button(done, title=job.title, key=job.job)
        page_link("curves", "Curves of all lanes", runs=names, x="steps")
        page_link(
            "triplet_lab",
            "Race again with these settings",
            **to_query(race_of(asked, title=job.title)),
        )


def _table(histories: dict[str, History]) -> str:
    """All lanes' histories as one CSV, the lane in the first column."""
    out = io.StringIO()
    write = Table(out)
    write.writerow(["lane", *HISTORY])
    for lane, history in histories.items():
        rows: Sequence[Sequence[float]] = list(zip(*(history[k] for k in HISTORY), strict=True))
        write.writerows([lane, *("" if isnan(v) else f"{v:.6g}" for v in row)] for row in rows)
    return out.getvalue()
