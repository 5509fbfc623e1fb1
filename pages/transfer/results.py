"""The four side by side: accuracies with intervals, what can be told apart, learning curves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.metrics.mcnemar import p_text
from core.metrics.metric import Metric
from core.metrics.paired import Comparison, compare_all, in_words
from core.metrics.wilson import wilson
from core.runs.run import Run
from core.studies.study import Study
from core.studies.transfer import reported
from pages.shared.figure_card import figure_card
from pages.shared.folded import folded
from pages.shared.html_table import Cell, Number, html_table
from pages.shared.learning_curves import CurveChart, curve_cards

Ways = Mapping[str, Run]
COURSES = (
    CurveChart("accuracy", "training accuracy", smoothing=0.6),
    CurveChart("loss", "training loss", smoothing=0.6),
)


def draw_results(study: Study, ways: Ways, *, name: str) -> None:
    """How many each has right, and which differ; `name` sets keys and file names apart."""
    from core.figures.accuracies import accuracies

    measured = {way: measured_of(run) for way, run in ways.items()}
    figure_card(
        accuracies(measured, reported=reported(study)),
        name=f"transfer-accuracy-{name}",
        caption="Each point is the share of test images that are right, the bar its 95 % interval "
        "(Wilson). Diamonds are report 003's figures (ResNet-50, about 200 validation images of a "
        "data set it does not name, interval about ±.039); compare their order, not their values. "
        "*Trap:* overlapping intervals do not prove that two are equal, nor that they differ "
        "little: the test below compares them on the same images.",
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
        "Training images only: no test image is used before the end. A training accuracy of 100 % "
        "with a poor test accuracy is over-fitting. The SVM's loss is the hinge loss and cannot "
        "be compared with the others' cross-entropy."
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
    nets = {run.finished().image_net.name for run in ways.values()}
    if nets == {"resnet50"}:
        return "All of them are ResNet-50, as in the report."
    if nets == {"efficientnet-lite0"}:
        return (
            "All of them are **EfficientNet-Lite0**, which stands in for the report's ResNet-50: "
            "its ImageNet weights come with a Python package, ResNet-50's have to be downloaded."
        )
    return f"**Several nets:** {', '.join(sorted(nets))}. Differences are partly theirs."


def _draw_told_apart(ways: Ways, measured: Mapping[str, Metric]) -> None:
    found = compare_all({way: hits_of(run) for way, run in ways.items()})
    for sentence in in_words(found):
        st.markdown(sentence)
    pairs = folded("Pair by pair", key="transfer-pairs", icon=":material/compare_arrows:")
    if pairs:
        with pairs:
            html_table(
                ["First", "Second", "Only first right", "Only second right", "Difference", "p"],
                [_row(each) for each in found],
            )
            n = next(iter(measured.values())).n
            st.caption(
                f"McNemar's test on the same {n:,} test images; p-values are corrected for "
                f"{len(found)} comparisons (Holm). The difference is second minus first, with the "
                "95 % interval of a paired bootstrap, not widened for the number of pairs."
            )


def _row(each: Comparison) -> list[Cell]:
    difference = each.difference
    return [
        each.first,
        each.second,
        f"{each.test.only_first:,}",
        f"{each.test.only_second:,}",
        Number(difference.value, difference.low, difference.high),
        p_text(each.test.p),
    ]


def _table(measured: Mapping[str, Metric]) -> str:
    rows = [f"{way},{m.value},{m.low},{m.high},{m.n}" for way, m in measured.items()]
    return "\n".join(["way,accuracy,low,high,n", *rows]) + "\n"
