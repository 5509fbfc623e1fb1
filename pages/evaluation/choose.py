"""Whose answers are read, and whose beside them: both stand in the address."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.figures.confusion import LABELLED
from core.runs.answers import VOTES, Answers, answers_of, can_answer, same_test_set
from core.runs.find import accuracy, finished_runs, has_probabilities, line_of, title_of
from core.runs.run import Run
from pages.shared.controls import bound_select

NONE = ""


@dataclass(frozen=True)
class Judged:
    """A run and what it says of its test images."""

    name: str
    run: Run
    answers: Answers

    @property
    def title(self) -> str:
        """What a person calls the run."""
        return title_of(self.run)


def chosen_runs() -> tuple[Judged, Judged | None] | None:
    """The run and the one beside it; None where no run has answers to read."""
    runs = finished_runs(can_answer)
    if not runs:
        return None
    order = sorted(runs, key=lambda name: (not has_probabilities(runs[name]), -_of(runs[name])))
    asked = st.query_params.get("run")
    if asked is not None and asked not in runs:
        st.warning(f"There is no run “{asked}” with answers to test images. Here is another.")
    first, second = st.columns(2)
    with first:
        name = _select("Run", order, runs, name="run", default=_first(order, runs))
    rest = [other for other in order if other != name and same_test_set(runs[name], runs[other])]
    with second:
        other = _select("Compare with", [NONE, *rest], runs, name="other", default=NONE)
    judged = Judged(name, runs[name], _answers(runs[name]))
    if other == NONE:
        return judged, None
    return judged, Judged(other, runs[other], _answers(runs[other]))


def tell_source(judged: Judged) -> None:
    """What its probabilities are, where they are no softmax; and of how many images."""
    answers = judged.answers
    right = f"{answers.right.mean():.2%} of {len(answers.labels):,} test images right"
    if answers.kind == VOTES:
        st.caption(
            f"{right}. This net was trained as an embedding and gives no probabilities: the "
            f"{answers.k} training images nearest to each test image vote, and their shares of "
            "votes stand in for probabilities."
        )
    else:
        st.caption(f"{right}; probabilities are the softmax of its scores.")


def _select(
    label: str, options: list[str], runs: dict[str, Run], *, name: str, default: str
) -> str:
    return bound_select(
        label,
        options,
        key=name,
        default=default,
        titles=lambda one: line_of(one, runs[one]) if one else "nothing",
        help="Classifiers first, then embeddings, which answer by their nearest neighbours."
        if name == "run"
        else "Runs over the very same test images.",
        always=name == "run",
    )


def _first(order: list[str], runs: dict[str, Run]) -> str:
    """The most accurate whose matrix has numbers in its cells: one that can be read at a glance."""
    classes = {name: len(runs[name].data().classes) for name in order}
    return next((name for name in order if 0 < classes[name] <= LABELLED), order[0])


def _of(run: Run) -> float:
    return accuracy(run) or 0.0


def _answers(run: Run) -> Answers:
    version = (run.folder / "card.json").stat().st_mtime_ns
    return _read(str(run.folder), version)


@st.cache_resource(max_entries=8, show_spinner="Reading what the run says of its test images…")
def _read(folder: str, version: int) -> Answers:
    from pathlib import Path

    del version  # a run that is trained anew is read anew
    return answers_of(Run(Path(folder)))
