"""The class's runs as one study: each a dot, the mean with its interval, the deviation."""

from __future__ import annotations

import io
from collections.abc import Sequence

import streamlit as st

from core.access import access
from core.csv_text import Table
from core.figures.seeds import seeds
from core.figures.tables import Cell, Number
from core.lessons.lesson import Lesson, Step, Training
from core.lessons.study import SeedRun, gain, summary
from core.metrics.meanings import figure_title
from core.metrics.metric import Metric
from core.metrics.student import deviation
from pages.shared.figure_card import figure_card
from pages.shared.html_table import result_table

TOLD = (
    "n: seeds. The interval is the 95 % t-interval of the mean over seeds; the deviation is that "
    "of one run from another."
)
READ = (
    "Each dot is one seed: the same recipe, the same images, other initial weights and batches; "
    "yours are ringed. The diamond is the mean with its 95 % t-interval. **Trap.** The spread of "
    "the dots is what luck does to one run; the interval says how well the mean is known, and "
    "narrows as seeds are added."
)


def draw_study(lesson: Lesson, step: Step, training: Training, found: Sequence[SeedRun]) -> None:
    """What is done of the runs; a line where nothing is yet."""
    done = [each for each in found if each.done]
    if not done:
        if found:
            st.caption(f"{len(found)} under way; each stands here when it is done.")
        return
    whose = "The class's runs" if access().mode.joins else "Runs by seed"
    st.markdown(f"**{whose}**: {len(done)} of {len(found)} done.")
    title = figure_title(training.figure)
    means = summary(done, training)
    values = {name: {each.seed: each.values[name] for each in done} for name in means}
    figure_card(
        seeds(
            values,
            means,
            own=[each.seed for each in done if each.mine],
            title=title,
        ),
        name=f"study-{lesson.name}-{step.name}",
        caption=READ,
        table=lambda: seeds_csv(training, done),
        alt=f"{title} of each seed",
    )
    rows: list[list[Cell]] = [
        [name, Number.of(mean), Number(deviation(mean)), Number(len(done))]
        for name, mean in means.items()
    ]
    result_table(
        ["Recipe", f"Mean {title.lower()}", "Deviation between seeds", "Seeds"],
        rows,
        name=f"study-{lesson.name}-{step.name}",
        told=TOLD,
    )
    _gain(gain(done, training), training)


def _gain(found: Metric | None, training: Training) -> None:
    """Of two recipes: by how much the second is ahead, seed by seed."""
    if found is None or found.value is None:
        return
    first, second = (entrant.title for entrant in training.recipes)
    value = Number.of(found, gain=True)
    if found.low is None or found.high is None:
        st.markdown(
            f"**{second}** has {value.value:+.3f} against **{first}** with this one seed: one run "
            "of each says nothing of luck. Add seeds."
        )
        return
    apart = found.low > 0 or found.high < 0
    says = (
        "The interval leaves out 0: seeds alone hardly explain it."
        if apart
        else "The interval holds 0: these seeds cannot tell the two apart."
    )
    st.markdown(
        f"**{second}** less **{first}**, seed by seed: {found.value:+.3f} "
        f"({found.low:+.3f} to {found.high:+.3f}; {found.n} seeds). {says}"
    )


def seeds_csv(training: Training, done: Sequence[SeedRun]) -> str:
    """A line for each seed, without names."""
    out = io.StringIO()
    write = Table(out)
    titles = [entrant.title for entrant in training.recipes]
    write.writerow(["seed", *(f"{title}: {training.figure}" for title in titles)])
    for each in done:
        write.writerow([each.seed, *(f"{each.values[title]:.10g}" for title in titles)])
    return out.getvalue()
