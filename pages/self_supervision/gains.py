"""The pretraining gain: each pair's accuracies, their difference, and what fewer labels change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core.figures.tables import Cell, Number
from core.metrics.decimal import between, decimal, signed
from core.metrics.mcnemar import p_text
from core.metrics.paired import Comparison, compare
from core.metrics.student import luck_in_words
from core.runs.run import Run
from core.runs.standing import accuracy_over_seeds
from core.studies.members import reported_accuracy
from core.studies.pairs import Found
from pages.shared.baselines import draw_baselines
from pages.shared.figure_card import csv_button, figure_card
from pages.shared.html_table import result_table
from pages.transfer.results import hits_of, measured_of

PUZZLED, CONTROL = "After puzzles", "From random weights"


def draw_gains(found: Sequence[Found], *, name: str) -> None:
    """A table of the pairs, in words, and a chart over the share of labels."""
    compared = {each.pair.title: compared_of(each) for each in found}
    for title, each in compared.items():
        st.markdown(f"**{title.capitalize()}**: {in_words(each)}")
    result_table(
        ["What learns", "Reported", PUZZLED, CONTROL, "Gain", "p", "n"],
        [_row(each, compared[each.pair.title]) for each in found],
        name=f"gains-{name}",
        told="Test accuracy (95 %, Wilson) and the gain on the same n images (95 %, paired "
        "bootstrap; p: McNemar). One seed each: its luck is unknown.",
    )
    st.caption(
        "Test accuracy with its 95 % interval (Wilson); gain on the same images (paired "
        "bootstrap, McNemar), one seed each, so that the seed's luck is unknown. *Trap:* a frozen "
        "random branch does well too: only the gain is the puzzles'."
    )
    csv_button("Save the numbers", lambda: _csv(found, compared), name=f"unlabelled-{name}")
    ours = [each for each in found if each.pair.share is not None]
    if len(ours) > 1:
        _draw_over_labels(ours, name)
    runs = (run for each in found for _, run in (each.puzzled, each.control))
    draw_baselines((run.finished() for run in runs), name=f"gains-{name}")


def compared_of(found: Found) -> Comparison:
    """Control and puzzled run on the same test images; the difference is the pretraining gain."""
    (_, control), (_, puzzled) = found.control, found.puzzled
    seeds = {CONTROL: accuracy_over_seeds(control), PUZZLED: accuracy_over_seeds(puzzled)}
    return compare((CONTROL, hits_of(control)), (PUZZLED, hits_of(puzzled)), over_seeds=seeds)


def in_words(each: Comparison) -> str:
    """The gain in accuracy with its interval, and whether chance explains it."""
    gain = each.difference
    value, low, high = (part or 0 for part in (gain.value, gain.low, gain.high))
    if not each.test.told_apart:
        said = f"{signed(value)} ({signed(low)} to {signed(high)})"
        return f"with and without puzzles cannot be told apart: {said}."
    if not each.told_apart:
        return f"a difference within the luck of the seeds: {luck_in_words_of(each)}"
    if value > 0:
        said = f"puzzles add {decimal(value, 3)} to the accuracy ({between(low, high)})."
    else:
        said = f"puzzles cost {decimal(-value, 3)} of the accuracy ({between(-high, -low)})."
    return f"{said} {luck_in_words_of(each)}" if each.over_seeds else said


def luck_in_words_of(each: Comparison) -> str:
    """What the seeds say of a pair's difference."""
    return luck_in_words(each.over_seeds, first=each.first, second=each.second)


def _row(found: Found, compared: Comparison) -> list[Cell]:
    first, second = (measured_of(run) for _, run in (found.puzzled, found.control))
    gain = compared.difference
    return [
        found.pair.title,
        Number(reported_accuracy(found.pair.recipe)),
        Number(first.value, first.low, first.high),
        Number(second.value, second.low, second.high),
        Number(gain.value, gain.low, gain.high),
        p_text(compared.test.p),
        Number(first.n) if first.n else "",
    ]


def _draw_over_labels(ours: Sequence[Found], name: str) -> None:
    from core.figures.labels import over_labels

    ordered = sorted(ours, key=lambda each: each.pair.share or 0)
    lines = {
        title: [(_labels(run), measured_of(run)) for _, run in (pick(each) for each in ordered)]
        for title, pick in ((PUZZLED, lambda f: f.puzzled), (CONTROL, lambda f: f.control))
    }
    figure_card(
        over_labels(lines),
        name=f"unlabelled-labels-{name}",
        caption="Both nets of a pair learn from the same labels. *Trap:* the axis is "
        "logarithmic; where a class has one label or none, other labels give another figure.",
        alt="Accuracy over the number of labels",
    )


def _labels(run: Run) -> int:
    return run.data().train


def _csv(found: Sequence[Found], compared: Mapping[str, Comparison]) -> str:
    rows = ["pair,puzzled,control,gain,low,high,p,n"]
    for each in found:
        one, two = (measured_of(run) for _, run in (each.puzzled, each.control))
        gain, p = compared[each.pair.title].difference, compared[each.pair.title].test.p
        rows.append(
            f"{each.pair.title.replace(',', '')},{one.value},{two.value},{gain.value},{gain.low},"
            f"{gain.high},{p},{one.n}"
        )
    return "\n".join(rows) + "\n"
