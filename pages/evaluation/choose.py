"""Whose answers are read, and whose beside them: both stand in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from core.metrics.decimal import decimal
from core.metrics.neighbours import TREE_DIMENSIONS
from core.metrics.summary import MANY
from core.runs.answers import VOTES, Answers, answers_of, can_answer, same_test_set
from core.runs.find import finished_runs, has_probabilities
from core.runs.run import Run
from core.runs.standing import lines_of, opening, title_of
from core.training.memory import hand_back
from pages.shared.catalogue import page_link
from pages.shared.controls import bound_select
from pages.shared.last_seen import last_seen, saw
from pages.shared.plain import quoted

NONE = ""


@dataclass(frozen=True)
class Judged:
    """A run and what it says of its test images."""

    name: str
    run: Run
    answers: Answers
    title: str
    """What a person calls the run; its name, where both are called the same."""


def chosen_runs() -> tuple[Judged, Judged | None] | None:
    """The run and the one beside it; None where no run has answers to read."""
    runs = finished_runs(can_answer)
    if not runs:
        return None
    order = list(runs)
    asked = st.query_params.get("run")
    if asked is not None and asked not in runs:
        st.warning(f"No run {quoted(asked)} with test predictions is here; another is shown.")
    first, second = st.columns(2)
    with first:
        name = _select(
            "Run", order, runs, name="run", default=opening(runs, last=last_seen(), prefer=_quick)
        )
    saw(name)
    rest = [other for other in order if other != name and same_test_set(runs[name], runs[other])]
    with second:
        other = _select("Compare with", [NONE, *rest], runs, name="other", default=NONE)
    chosen = [name] if other == NONE else [name, other]
    titles = distinct({each: title_of(runs[each]) for each in chosen})
    both = [Judged(each, runs[each], _answers(runs[each]), titles[each]) for each in chosen]
    return both[0], both[1] if len(both) > 1 else None


def distinct(titles: Mapping[str, str]) -> dict[str, str]:
    """What runs are called, by name: their titles, or their names where two have the same title."""
    alike = len(set(titles.values())) < len(titles)
    return {name: name if alike else title for name, title in titles.items()}


def tell_source(judged: Judged) -> None:
    """What its probabilities are, where they are no softmax; and of how many images."""
    answers = judged.answers
    right = f"Accuracy {decimal(answers.right.mean(), 3)} on {len(answers.labels):,} test images"
    if answers.kind == VOTES:
        st.caption(
            f"{right}. An embedding gives no probabilities: the {answers.k} nearest training "
            "images vote, and shares of votes stand in."
        )
    else:
        kept = judged.run.finished().data.validation
        lacking = "temperature was fitted" if kept else "images were kept for validation"
        over = (
            f", uncalibrated: no {lacking}"
            if answers.temperature is None
            else f" over a temperature of {decimal(answers.temperature)}, fitted on its validation "
            "images"
        )
        st.caption(f"{right}; probabilities are the softmax of the net's scores{over}.")
    page_link("models", "Every figure on its card", run=judged.name)


def _select(
    label: str, options: list[str], runs: dict[str, Run], *, name: str, default: str
) -> str:
    lines = lines_of(runs)
    return bound_select(
        label,
        options,
        key=name,
        default=default,
        titles=lambda one: lines[one] if one else "nothing",
        help="An embedding answers by its nearest neighbours."
        if name == "run"
        else "Runs on exactly the same test images.",
        always=name == "run",
    )


def by_many_votes(run: Run) -> Answers:
    """Of an embedding its answers by as many votes as its ROC AUC takes."""
    return _answers(run, votes=MANY)


def _answers(run: Run, *, votes: int | None = None) -> Answers:
    version = (run.folder / "card.json").stat().st_mtime_ns
    return _read(str(run.folder), version, votes)


def _quick(run: Run) -> bool:
    """Whether its answers are there at once: nearest neighbours in many dimensions take seconds."""
    wide = run.card.outputs if run.card else None
    return has_probabilities(run) or (wide is not None and wide <= TREE_DIMENSIONS)


@st.cache_resource(max_entries=8, show_spinner="Reading the run's test predictions …")
def _read(folder: str, version: int, votes: int | None) -> Answers:
    from pathlib import Path

    del version  # a run that is trained anew is read anew
    answers = answers_of(Run(Path(folder)), votes=votes)
    hand_back()
    return answers
