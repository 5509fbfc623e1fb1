"""The four side by side: accuracies with intervals, what can be told apart, learning curves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.figures.tables import Cell, Number
from core.metrics.mcnemar import p_text
from core.metrics.metric import Metric
from core.metrics.paired import Comparison, compare_all, in_words
from core.metrics.student import over_seeds_in_words
from core.metrics.wilson import wilson
from core.runs.run import Run
from core.runs.standing import accuracy_over_seeds
from core.studies.study import Study
from core.studies.transfer import NEAREST, nearest, nearest_hits, reported
from pages.shared.figure_card import figure_card
from pages.shared.folded import folded
from pages.shared.html_table import result_table
from pages.shared.learning_curves import CurveChart, curve_cards

Ways = Mapping[str, Run]
DIAMONDS = (
    "Diamonds: report 003 (ResNet-50, about 200 validation images of a set it does not name, about "
    "±.039): compare their order only."
)
NO_HEAD = (
    "*Nearest neighbours* asks the encoder alone: the class of the three nearest training images "
    "by the cosine. A head that is not above it learned nothing."
)
COURSES = (
    CurveChart("accuracy", "training accuracy", smoothing=0.6),
    CurveChart("loss", "training loss", smoothing=0.6),
)


def draw_results(study: Study, ways: Ways, *, name: str) -> None:
    """How many each has right, and which differ; `name` sets keys and file names apart."""
    from core.figures.accuracies import accuracies

    measured = {way: measured_of(run) for way, run in ways.items()}
    if untrained := nearest(ways):
        measured[NEAREST] = untrained
    figure_card(
        accuracies(measured, reported={} if untrained else reported(study)),
        name=f"transfer-accuracy-{name}",
        caption=f"Test accuracy with 95 % interval. {NO_HEAD if untrained else DIAMONDS} "
        "*Trap:* overlapping intervals prove nothing; the test below does.",
        table=lambda: _table(measured),
        alt="Accuracy of the ways side by side",
    )
    st.markdown(stand_in_note(ways))
    if len(ways) > 1:
        _draw_told_apart(ways, measured)


def draw_learning_curves(ways: Ways, *, name: str) -> None:
    """How each learned: accuracy and loss on training images over epochs."""
    curve_cards(ways, COURSES, name=f"transfer-train-{name}", height=320)
    st.caption(
        "Training images only. A training accuracy of 1 with a poor test accuracy is "
        "over-fitting. The SVM's hinge loss cannot be compared with cross-entropy."
    )


def measured_of(run: Run) -> Metric:
    """A run's accuracy on its test images, with Wilson's interval: they may be few."""
    hits = hits_of(run)
    return wilson(int(hits.sum()), len(hits))


def hits_of(run: Run) -> NDArray[np.bool_]:
    """Which test images are right: bool [n]."""
    hits: NDArray[np.bool_] = run.probabilities().argmax(1) == run.labels("test")
    return hits


def stand_in_note(ways: Ways) -> str:
    """Which net this was, and that it is not the report's where that is so."""
    cards = [run.finished() for run in ways.values()]
    heads = {card.head.encoder_title for card in cards if card.head}
    if heads:
        return f"All are heads on **{', '.join(sorted(heads))}**, which stayed as it was."
    nets = {card.image_net.name for card in cards}
    if nets == {"resnet50"}:
        return "All are ResNet-50, as in the report."
    if nets == {"efficientnet-lite0"}:
        return (
            "All are **EfficientNet-Lite0**, in place of the report's ResNet-50, whose "
            "ImageNet weights have to be downloaded."
        )
    return f"**Several nets:** {', '.join(sorted(nets))}. Differences are partly theirs."


def _draw_told_apart(ways: Ways, measured: Mapping[str, Metric]) -> None:
    seeds = {way: accuracy_over_seeds(run) for way, run in ways.items()}
    hits = {way: hits_of(run) for way, run in ways.items()}
    if (untrained := nearest_hits(ways.values())) is not None:
        hits[NEAREST] = untrained
    found = compare_all(hits, over_seeds=seeds)
    for sentence in in_words(found):
        st.markdown(sentence)
    pairs = folded("Pair by pair", key="transfer-pairs", icon=":material/compare_arrows:")
    if pairs:
        with pairs:
            n = next(iter(measured.values())).n
            result_table(
                ["First", "Second", "Only first right", "Only second right", "Difference", "p"],
                [_row(each) for each in found],
                name="transfer-pairs",
                told=f"{n:,} test images. Difference: second minus first (95 %, paired bootstrap "
                "over images); p: McNemar's, corrected by Holm. Over seeds: "
                + "; ".join(f"{way}: {over_seeds_in_words(each)}" for way, each in seeds.items())
                + ".",
            )
            st.caption(
                f"McNemar's test on the same {n:,} test images, p corrected for {len(found)} "
                "comparisons (Holm). Difference: second minus first, 95 % interval of a paired "
                "bootstrap, not corrected. *Trap:* images are one kind of luck, the seed another: "
                "a difference is called real only if it is more than both, where several seeds "
                "are known."
            )


def _row(each: Comparison) -> list[Cell]:
    difference = each.difference
    return [
        each.first,
        each.second,
        Number(each.test.only_first),
        Number(each.test.only_second),
        Number(difference.value, difference.low, difference.high),
        p_text(each.test.p),
    ]


def _table(measured: Mapping[str, Metric]) -> str:
    rows = [f"{way},{m.value},{m.low},{m.high},{m.n}" for way, m in measured.items()]
    return "\n".join(["way,accuracy,low,high,n", *rows]) + "\n"
