"""A training on screen: its state, its curves as they grow, and what it came to."""

from __future__ import annotations

import streamlit as st

from core.errors import JobBroken, UnknownName
from core.jobs.jobs import BROKEN, JobState, jobs
from core.metrics.decimal import between, decimal
from core.metrics.metric import Metric
from core.recipes.recipe import Recipe, of_kind
from core.recipes.repeats import are_repeats, count_of, set_apart
from core.runs.answers import can_answer
from core.runs.card import RunCard
from core.runs.run import Run
from core.runs.standing import measured_accuracy, title_of
from core.studies.shipped import same_setting, shipped
from core.sweeps.repeats import spreads
from core.sweeps.trials import told
from core.tasks.classify.settings import TASK, ClassificationRecipe
from pages.curves.charts import draw_charts, draw_downloads, draw_rate_and_words
from pages.curves.legend import draw_legend
from pages.curves.runs import shown
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.follow_job import follow_job
from pages.shared.job_strip import job_strip
from pages.shared.plain import plain
from pages.shared.report_sheet import sheet_button
from pages.shared.reported import reported_of
from pages.train.address import to_query, unnamed


def draw_training(name: str) -> None:
    """The training called `name`, followed until it ends; raises UnknownName."""
    job = jobs().state(name)
    if job.state == BROKEN:
        raise JobBroken(job.message)
    if job.task != TASK:  # a race, a map's job
        known = (each.job for each in jobs().all() if each.task == TASK)
        raise UnknownName("training", name, known)
    follow_job(job, _draw)


def _draw(job: JobState) -> None:
    with explained():
        job_strip(job, key=f"train-{job.job}", link=False)
        if job.state == BROKEN:
            return
        _over_repeats(job)
        asked = [run.recipe() for run in job.runs]
        for path, run in _runs(job).items():
            with st.container(border=True, key=f"result-{run.name}"):
                if are_repeats(asked):
                    st.markdown(f"**{plain(set_apart(run.recipe(), asked))}**")
                _result(path, run)
        _curves(job)
        done = {_called(run, asked): run for run in job.runs if run.card is not None}
        with st.container(horizontal=True):
            _again(job.runs[0])
            if len(done) == len(job.runs):
                sheet_button(done, title=job.title, key=job.job)


def _called(run: Run, asked: list[Recipe]) -> str:
    """What sets it apart from the job's others; its title where it is alone."""
    return set_apart(run.recipe(), asked) if are_repeats(asked) else title_of(run)


def _runs(job: JobState) -> dict[str, Run]:
    """By the name that other pages know them by."""
    if len(job.runs) == 1:
        return {job.job: job.runs[0]}
    return {f"{job.job}/{run.name}": run for run in job.runs}


def _over_repeats(job: JobState) -> None:
    """Where one recipe was trained several times: what the runs come to together."""
    cards = [card for run in job.runs if (card := run.card) is not None]
    asked = [run.recipe() for run in job.runs if run.card is not None]
    if len(cards) < 2 or not are_repeats(asked):
        return
    test = spreads(cards).get("test/accuracy", Metric(None))
    st.markdown(
        f"Over **{count_of(asked)}**: accuracy **{told('test/accuracy', test)}** on the test "
        "images, the mean and its 95 % t-interval over these runs. The intervals below are over "
        "the test images, of one run each."
    )


def _result(name: str, run: Run) -> None:
    card, test = run.card, measured_accuracy(run)
    if card is None or test is None:
        st.caption("The test images are counted when training is over; the result stands here.")
        return
    st.markdown(
        f"Accuracy **{decimal(test.value, 3)}** on {test.n or 0:,} test images "
        f"(95 % interval {between(test.low, test.high)})"
    )
    st.markdown(card.verdict)
    st.caption(f"{_kept(card)}{_net(card)}")
    with st.container(horizontal=True):
        page_link("map", "Open on the map", checkpoint=name)
        if can_answer(run):
            page_link("evaluation", "See its mistakes", run=name)
        page_link("curves", "Compare with other curves", runs=name)
    _reported(of_kind(run.recipe(), ClassificationRecipe))


def _reported(asked: ClassificationRecipe) -> None:
    """What the report states, where it is the report's task; what was changed, in words."""
    base = shipped().get(asked.name)
    if base is None or base.data.name != asked.data.name or base.data.classes != asked.data.classes:
        return
    if reported_of(asked.name) and not same_setting(asked, base):
        st.caption("The report's figures are for its own recipe, changed here.")


def _kept(card: RunCard) -> str:
    if card.kept is None or card.epochs is None:
        return ""
    early = ", stopped early" if card.stopped_early else ""
    return f"Weights of epoch {card.kept.epoch:g} of {card.epochs:g}{early}. "


def _net(card: RunCard) -> str:
    if card.net is None:
        return f"{card.learner}; {card.device}, {card.precision}."
    net = card.net
    instead = f", in place of {net.stands_in_for}" if net.stands_in_for else ""
    where = f"{card.device}, {card.precision}"
    return f"{net.title}{instead}, {net.parameters:,} weights; {where}."


def _curves(job: JobState) -> None:
    runs = _runs(job)
    found = shown(runs, runs)
    if not any(one.curves for one in found):
        st.caption("The curves appear with the first logged step.")
        return
    if len(found) > 1:
        draw_legend(found)
    draw_charts(found, axis="epochs", smoothing=0.0, log=False)
    draw_rate_and_words(found, axis="epochs")
    draw_downloads(found)


def _again(run: Run) -> None:
    asked = unnamed(of_kind(run.recipe(), ClassificationRecipe))
    page_link("train", "Train again with these settings", **to_query(asked))
