"""What lessons measure, against slow and obvious ways; and that the shipped ones say what is so."""

from __future__ import annotations

import numpy as np
import pytest

from core.lessons.claims import failing
from core.lessons.lesson import Item, Question, Step
from core.lessons.measured import figures_of, is_right, right_answer
from core.lessons.measures import measure, names
from core.lessons.measures.of_class import precision_at
from core.lessons.reading import lessons
from core.lessons.texts import figures_in, filled
from core.metrics.decimal import in_text
from core.metrics.mcnemar import mcnemar
from core.metrics.metric import Metric
from core.runs.answers import answers_of
from core.runs.find import find_run

STEPS = [(each, step) for each in lessons().values() for step in each.steps]
TRAINED = "trained"


def taken(**content: object) -> Metric:
    return measure(content, "here")


def trained(lesson_figures, name: str) -> bool:
    return lesson_figures[name]["kind"] == TRAINED


@pytest.mark.parametrize(("lesson", "step"), STEPS, ids=[f"{a.name}-{b.name}" for a, b in STEPS])
def test_shipped_figures_are_measured_and_bear_out_what_is_said(lesson, step: Step) -> None:
    figures, wrong = figures_of(lesson, step)
    own = [name for name in lesson.figures if trained(lesson.figures, name)]
    assert all("trained in this step" in said for said in wrong)
    assert failing(step.claims, figures) == []
    shown = [*figures_in(step.text), *figures_in(step.explanation)]
    assert {name for name in shown if name not in own} <= set(figures)
    asked = step.question
    if asked and asked.kind == "number" and asked.figure in figures:
        right = right_answer(asked, figures)
        assert asked.low <= right <= asked.high
        assert is_right(asked, right, figures)


def test_every_kind_of_figure_is_used_or_tested_here() -> None:
    used = {content["kind"] for each in lessons().values() for content in each.figures.values()}
    assert set(names()) - used <= {"over-seeds"}


def test_a_cell_and_a_class_are_counted_from_the_answers() -> None:
    found = answers_of(find_run("small-2d"))
    shirt, top = found.classes.index("Shirt"), found.classes.index("T-shirt/top")
    pairs = list(zip(found.labels.tolist(), found.predicted.tolist(), strict=True))
    count = pairs.count((shirt, top))
    cell = {"kind": "cell", "run": "small-2d", "of": "Shirt", "predicted": "T-shirt/top"}
    assert taken(**cell).value == count
    assert taken(**cell, what="share").value == count / 1000
    of = {"kind": "of-class", "run": "small-2d", "of": "Shirt"}
    right = pairs.count((shirt, shirt))
    assert taken(**of, what="recall").value == right / 1000
    called = sum(said == shirt for _, said in pairs)
    assert taken(**of, what="precision").value == right / called
    assert taken(**of, what="precision_at", share=0.1).value == pytest.approx(right / called)


def test_precision_follows_the_share_of_the_class_as_by_counting() -> None:
    # 10 of the class among 1000, 8 found; of 990 others 99 called so.
    assert precision_at(0.8, 0.1, 0.01) == pytest.approx(8 / (8 + 99))
    assert precision_at(0.0, 0.0, 0.5) is None


def test_so_many_images_tell_two_apart_and_hardly_fewer() -> None:
    pair = {
        "kind": "paired",
        "first": "report-transfer-svm",
        "second": "report-transfer-fine-tuned",
    }
    first, second, n = (
        taken(**pair, what=each).value for each in ("only_first", "only_second", "images")
    )
    wanted = taken(**pair, what="needed").value

    def z(images: float) -> float:
        return (first - second) * (images / n) / np.sqrt((first + second) * images / n)

    assert z(wanted) == pytest.approx(1.959964, abs=1e-3)
    assert z(0.9 * wanted) < 1.959964 < z(1.1 * wanted)


def test_paired_figures_are_mcnemars() -> None:
    one, two = (answers_of(find_run(name)).right for name in ("simple-cnn", "report-simple-cnn"))
    found = mcnemar(one, two)
    pair = {"kind": "paired", "first": "simple-cnn", "second": "report-simple-cnn"}
    assert taken(**pair, what="only_second").value == found.only_second == int((~one & two).sum())
    assert taken(**pair, what="p").value == found.p
    assert taken(**pair, what="difference").value == pytest.approx(two.mean() - one.mean())


def test_a_temperature_changes_no_cell_and_much_of_the_sureness() -> None:
    of = {"kind": "sureness", "run": "base-net"}
    found = answers_of(find_run("base-net"))
    assert taken(**of, what="changed").value == 0
    assert taken(**of, what="confidence").value == pytest.approx(
        float(found.confidence.mean()), abs=1e-6
    )
    assert taken(**of, what="confidence", plain=True).value > taken(**of, what="confidence").value


def test_over_seeds_comes_from_the_card() -> None:
    found = taken(kind="over-seeds", run="base-net", metric="test/accuracy")
    assert found.n == 3
    assert found.low < found.value < found.high


def test_order_is_by_figures_and_a_tie_of_missing_ones_has_no_answer() -> None:
    asked = Question("?", kind="order", items=(Item("a", "x"), Item("b", "y"), Item("c", "z")))
    figures = {"x": Metric(1.0), "y": Metric(3.0), "z": Metric(2.0)}
    assert right_answer(asked, figures) == ("b", "c", "a")
    assert is_right(asked, ("b", "c", "a"), figures) is True
    assert is_right(asked, ("a", "c", "b"), figures) is False
    assert right_answer(asked, {"x": Metric(1.0)}) is None


def test_texts_show_figures_as_people_write_them() -> None:
    figures = {
        "a": Metric(0.8285, 0.81, 0.84, 2500),
        "b": Metric(-0.02, -0.065, 0.026),
        "c": Metric(12345),
    }
    assert filled("{{a}} {{ a | percent }} {{a|interval}}", figures) == (
        ".829 83 % .829 (.810 to .840; n = 2,500)"
    )
    assert filled("{{b | signed}} {{c}} {{d}}", figures) == "-.020 (-.065 to +.026) 12,345 –"
    assert [in_text(x) for x in (0.00043, 4.3e-5, 0, 7.5484, 848.96)] == [
        ".00043",
        "4.3 × 10⁻⁵",
        "0",
        "7.55",
        "849",
    ]


def test_a_claim_that_does_not_hold_is_found() -> None:
    figures = {"a": Metric(1.0), "b": Metric(2.0), "c": Metric(None)}
    assert failing(["a < b", "a > b", "a = 1", "c > 1", "b < 1.5"], figures) == ["a > b", "b < 1.5"]
