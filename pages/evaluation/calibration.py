"""Calibration: how sure the net says it is, against how often it is right."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.metrics.calibration import Reliability, reliability
from core.metrics.decimal import decimal
from core.runs.answers import VOTES, Answers
from pages.evaluation.choose import Judged
from pages.shared.figure_card import figure_card

BINS = 15
SLIGHT = 0.01


def draw_calibration(judged: Judged, other: Judged | None) -> None:
    """The reliability diagram of one or two runs, and what it says in words."""
    from core.figures.reliability import reliability_diagram

    both = [judged] if other is None else [judged, other]
    found = {title: reliability_of(answers) for title, answers in _curves(both).items()}
    for each in both:
        st.markdown(in_words(each))
    figure_card(
        reliability_diagram(found),
        name=f"reliability-{judged.name.replace('/', '-')}",
        caption=f"{BINS} bins by predicted probability, 95 % intervals. Below the dotted line "
        "the net is overconfident; bins of few images (lower chart, log scale) mean little.",
        table=lambda: _csv(found),
        alt="Reliability diagram",
    )


def _curves(both: Sequence[Judged]) -> dict[str, Answers]:
    """What is drawn: each run's probabilities, and beside them its plain softmax."""
    found = {}
    for each in both:
        found[each.title] = each.answers
        if each.answers.temperature is not None:
            found[f"{each.title}, plain softmax"] = each.answers.untempered
    return found


def in_words(judged: Judged) -> str:
    """Calibration error, whether it is too sure or too modest, and what the temperature did."""
    answers = judged.answers
    found = reliability_of(answers)
    sure, right = float(answers.confidence.mean()), float(answers.right.mean())
    gap = sure - right
    if abs(gap) < SLIGHT:
        way = "well calibrated on average"
    else:
        way = f"{'over' if gap > 0 else 'under'}confident by {decimal(abs(gap), 3)}"
    votes = " (a share of votes)" if answers.kind == VOTES else ""
    return (
        f"**{judged.title}**: mean probability of the predicted class{votes} {decimal(sure, 3)}, "
        f"accuracy {decimal(right, 3)}: {way}. Expected calibration error "
        f"{decimal(found.error, 3)} ({len(answers.labels):,} images).{_cooled(answers)}"
    )


def _cooled(answers: Answers) -> str:
    if answers.temperature is None:
        return ""
    plain = reliability_of(answers.untempered).error
    return (
        f" The plain softmax has {decimal(plain, 3)}: its scores are divided by a temperature of "
        f"{decimal(answers.temperature)}, fitted on validation images (Guo et al. 2017)."
    )


def reliability_of(answers: Answers) -> Reliability:
    """Of the predicted class, in BINS bins."""
    return reliability(answers.confidence, answers.right, bins=BINS)


def _csv(found: dict[str, Reliability]) -> str:
    lines = ["run,stated,found,images"]
    for name, one in found.items():
        for stated, right, count in zip(one.stated, one.found, one.counts, strict=True):
            lines.append(f'"{name}",{stated:.4f},{right:.4f},{count}')
    return "\n".join(lines) + "\n"
