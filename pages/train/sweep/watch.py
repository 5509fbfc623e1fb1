"""A sweep on screen: what is best so far, every trial, what matters, and what to do next."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core import files
from core.access import Action, check
from core.csv_text import Table
from core.errors import EmbedscopeError, JobBroken, UnknownName
from core.figures import sweeps as figures
from core.figures.sweeps import Dot, Scale
from core.figures.tables import Cell, Link
from core.jobs.guarded import thing_of
from core.jobs.jobs import BROKEN, JobState, jobs
from core.jobs.kinds import SWEEP
from core.paths import runs_folder
from core.recipes.recipe import changed, recipe_to_text
from core.runs.find import find_run, has_embedding, whole_runs
from core.settings import as_text
from core.sweeps.insight import read_insight
from core.sweeps.space import searchable
from core.sweeps.sweep import NAME, Sweep, is_better_high, read_sweep, sweep_text
from core.sweeps.trials import FAILED, Trial, best_first, front, place_of, read_trials, told
from core.tasks.classify.settings import ClassificationRecipe
from pages.shared.allowed import train_button
from pages.shared.catalogue import page_link
from pages.shared.chart import page_shade
from pages.shared.earlier import earlier
from pages.shared.errors import explained
from pages.shared.figure_card import csv_button, figure_card
from pages.shared.follow_job import follow_job
from pages.shared.html_table import html_table
from pages.shared.job_strip import duration, job_strip, when
from pages.shared.plain import plain
from pages.train.address import to_query
from pages.train.sweep.form import spoken

SHOWN = 12
FEWEST = 3
"""Finished trials from which on charts say something."""


def draw_sweep(name: str) -> None:
    """The sweep called `name`, followed until it ends; raises UnknownName and JobBroken."""
    job = jobs().state(name)
    if job.state == BROKEN:
        raise JobBroken(job.message)
    if job.kind != SWEEP:
        raise UnknownName("sweep", name, (each.job for each in _all()))
    follow_job(job, _draw)


def draw_earlier_sweeps(*, but: str | None = None) -> None:
    """A table of the sweeps, newest first, less the one that is on screen."""
    found = [job for job in _all() if job.job != but]
    earlier("Earlier sweeps", ["Sweep", "When", "State"], found, _row)


def _all() -> list[JobState]:
    return [job for job in jobs().all() if job.kind == SWEEP]


def _row(job: JobState) -> list[Cell]:
    return [Link(job.title, f"train?sweep={job.job}"), when(job), job.state]


def _draw(job: JobState) -> None:
    with explained():
        job_strip(job, key=f"sweep-{job.job}", link=False)
        if job.state == BROKEN:
            return
        folder = runs_folder() / job.job
        sweep = read_sweep(folder / NAME)
        trials = read_trials(folder)
        ranked = _ranked(sweep, trials)
        if ranked:
            with st.container(border=True, key=f"result-{job.job}"):
                _best(sweep, ranked, job)
        else:
            st.caption("The best trial stands here once the first one is finished.")
        _table(sweep, ranked, trials)
        if len(ranked) >= FEWEST and sweep.space:
            _charts(sweep, ranked, job)
        if not job.unfinished:
            _more(sweep, job)


def _ranked(sweep: Sweep, trials: Sequence[Trial]) -> list[Trial]:
    return best_first(trials, sweep.judged_by[0])


def _best(sweep: Sweep, ranked: Sequence[Trial], job: JobState) -> None:
    best, metric = ranked[0], sweep.judged_by[0]
    figure = best.metric(metric)
    over = f", the mean over {figure.n} runs with its 95 % t-interval" if figure.low else ""
    st.markdown(
        f"**Trial {best.number + 1}** is the best of {len(ranked)} finished by "
        f"{spoken(metric)}: **{told(metric, figure)}**{over}."
    )
    if len(sweep.judged_by) > 1:
        numbers = ", ".join(str(trial.number + 1) for trial in front(ranked, sweep.judged_by))
        st.markdown(f"Not beaten in both metrics (the Pareto front): trials {numbers}.")
    st.markdown(plain(_settings(sweep, best)))
    st.caption(_told_apart(best, job))
    recipe = changed(sweep.asked, dict(best.params))
    with st.container(horizontal=True):
        if isinstance(recipe, ClassificationRecipe):
            page_link("train", "Train with these settings", **to_query(recipe))
        if kept := _listed(job, best):
            page_link("curves", "Its curves", runs=",".join(kept))
            if isinstance(recipe, ClassificationRecipe):
                page_link("evaluation", "Its mistakes", run=kept[0])
            if has_embedding(find_run(kept[0])):
                page_link("map", "Open on the map", checkpoint=kept[0])
        st.download_button(
            "Recipe as YAML",
            lambda: recipe_to_text(recipe),
            file_name=f"{recipe.name}-trial-{best.number + 1}.yaml",
            mime="application/yaml",
            key=f"yaml-{job.job}",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
        )


def _listed(job: JobState, trial: Trial) -> list[str]:
    """The runs of a trial that other pages know, by the names that they have there."""
    names = [f"{job.job}/{place_of(trial.number)}/{run}" for run in trial.runs]
    known = whole_runs()
    return [name for name in names if name in known]


def _told_apart(best: Trial, job: JobState) -> str:
    """Which differences are more than chance, as far as that can be known."""
    if len(best.runs) < 2:
        return (
            "Every trial was trained once: how much of a difference is chance cannot be told. "
            "Several seeds or folds tell it."
        )
    behind = read_insight(runs_folder() / job.job).behind
    known = [gap for gap in behind.values() if gap.low is not None and gap.high is not None]
    sure = sum((gap.low or 0) > 0 or (gap.high or 0) < 0 for gap in known)
    return (
        f"Paired over the same seeds and folds it is better than {sure} of {len(known)} other "
        "trials; the rest cannot be told apart from it. Each comparison errs once in twenty, and "
        "the best of many was partly lucky: train it anew with other seeds."
    )


def _settings(sweep: Sweep, trial: Trial) -> str:
    titles = {scale.key: scale.label for scale in _scales(sweep)}
    return " · ".join(f"{titles.get(key, key)} {_short(v)}" for key, v in trial.params.items())


def _short(value: object) -> str:
    """A setting's value, with three digits that count."""
    return f"{value:.3g}" if isinstance(value, float) else as_text(value)


def _table(sweep: Sweep, ranked: Sequence[Trial], trials: Sequence[Trial]) -> None:
    """The best ones, and those that are not finished."""
    rest = [trial for trial in reversed(trials) if trial not in ranked]
    shown = [*ranked[:SHOWN], *rest[: max(3, SHOWN - len(ranked))]]
    if not shown:
        return
    keys = [axis.key for axis in sweep.axes]
    metrics = [spoken(metric, short=True) for metric in sweep.judged_by]
    head = ["Trial", *metrics, *(scale.label for scale in _scales(sweep)), "State", "Time"]
    html_table(head, [_cells(sweep, keys, each) for each in shown])
    if len(trials) > len(shown):
        st.caption(f"{len(shown)} of {len(trials)} trials, the best first.")
    csv_button("Save all trials", lambda: _csv(sweep, keys, trials), name="sweep-trials")
    for trial in [each for each in trials if each.state == FAILED][:3]:
        st.caption(plain(f"Trial {trial.number + 1} failed: {trial.message}"))


def _cells(sweep: Sweep, keys: Sequence[str], trial: Trial) -> list[Cell]:
    measured = [told(metric, trial.metric(metric)) for metric in sweep.judged_by]
    settings = [_short(trial.params.get(key)) for key in keys]
    return [str(trial.number + 1), *measured, *settings, trial.state, duration(trial.seconds)]


def _csv(sweep: Sweep, keys: Sequence[str], trials: Sequence[Trial]) -> str:
    """A row a trial: its settings, and each metric with mean, interval and number of runs."""
    out = io.StringIO()
    parts = ("", " low", " high", " runs")
    columns = [f"{metric}{part}" for metric in sweep.judged_by for part in parts]
    writer = Table(out)
    writer.writerow(["trial", *keys, *columns, "state", "seconds"])
    for trial in trials:
        measured = [trial.metric(metric) for metric in sweep.judged_by]
        figures_of = [v for one in measured for v in (one.value, one.low, one.high, one.n)]
        settings = [as_text(trial.params.get(key)) for key in keys]
        writer.writerow(
            [trial.number + 1, *settings, *figures_of, trial.state, round(trial.seconds, 1)]
        )
    return out.getvalue()


def _charts(sweep: Sweep, ranked: Sequence[Trial], job: JobState) -> None:
    metric = sweep.judged_by[0]
    dots = [_dot(trial, metric) for trial in ranked]
    scales, name = _scales(sweep), spoken(metric, short=True)
    figure_card(
        figures.in_order(dots, name, high_is_better=is_better_high(metric)),
        name="sweep-order",
        caption="Each finished trial as it came, with its interval where it has several runs.",
        alt=f"{len(dots)} trials in their order by {name}.",
    )
    figure_card(
        figures.slices(dots, scales, name),
        name="sweep-slices",
        caption="Each setting alone: the others differ too, so a slope here is no proof.",
        alt=f"{name} against each of {len(scales)} settings.",
    )
    if len(scales) > 1:
        figure_card(
            figures.parallel(dots, scales, name, ink=page_shade().muted),
            name="sweep-parallel",
            caption="A line a trial, the brighter the higher. Drag along an axis to keep the lines "
            "that pass there; drag a name to move its axis.",
            alt=f"{len(dots)} trials through {len(scales)} settings to {name}.",
        )
    shares = read_insight(runs_folder() / job.job).importance
    if len(shares) > 1:
        labels = {scale.key: scale.label for scale in scales}
        figure_card(
            figures.importance({labels.get(key, key): share for key, share in shares.items()}),
            name="sweep-importance",
            caption="How much of the trials' variance each setting explains, alone or with others "
            "(fANOVA, Hutter et al. 2014). It holds for the ranges that were searched, and for a "
            "search that looks where it is good (TPE) only roughly.",
            alt="Importance of the settings.",
        )


def _dot(trial: Trial, metric: str) -> Dot:
    figure = trial.metric(metric)
    return Dot(trial.number, trial.params, figure.value or 0.0, figure.low, figure.high)


def _scales(sweep: Sweep) -> list[Scale]:
    titles = {one.key: one.about.title for one in searchable(sweep.asked)}
    return [
        Scale(axis.key, titles.get(axis.key, axis.key), axis.log, axis.values)
        for axis in sweep.axes
    ]


def _more(sweep: Sweep, job: JobState) -> None:
    """Add trials to a sweep that has ended, or begin another like it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if sweep.search != "grid":
            count = st.number_input("More trials", 1, 1000, 10, key=f"more-{job.job}", width=160)
            train_button(
                "Add them",
                icon=":material/add:",
                key=f"add-{job.job}",
                on_click=_add,
                args=(job.job, int(count)),
            )
        page_link("train", "A new sweep", view="sweep", recipe=sweep.asked.name)


def _add(job: str, count: int) -> None:
    """A callback."""
    path = runs_folder() / job / NAME
    try:
        check(Action.RESUME, thing_of(jobs().state(job)))
        sweep = read_sweep(path)
        files.write_text(path, sweep_text(replace(sweep, trials=sweep.trials + count)))
        jobs().resume(job)
    except (EmbedscopeError, OSError) as error:
        st.toast(str(error), icon=":material/error:")
