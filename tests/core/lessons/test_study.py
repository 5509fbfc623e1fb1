"""The class's runs as one study: by seed, only what is done, means and gains as by hand."""

from __future__ import annotations

import statistics

import pytest

from core.jobs.jobs import make_job
from core.lessons import kept
from core.lessons.kept import RAN, Event
from core.lessons.lesson import Lesson
from core.lessons.measures import measure
from core.lessons.reading import lesson
from core.lessons.study import gain, locked, seed_runs, summary
from core.metrics.metric import Metric
from core.metrics.student import deviation
from core.paths import runs_folder
from core.recipes.recipe import changes, load_recipe
from core.runs.card import RunCard
from core.runs.run import Run
from core.runs.writer import RunWriter

SCRATCH, TUNED = {1: 0.90, 2: 0.86, 3: 0.91}, {1: 0.97, 2: 0.95, 3: 0.96}


@pytest.fixture
def trained() -> Lesson:
    """Three seeds that are done, and one that waits."""
    found = lesson("luck")
    step = found.step("seed")
    assert step.training
    for seed in (2, 1, 4, 3):
        place = runs_folder() / f"20260101-00000{seed}-aaaaaa"
        make_job(place, locked(step.training.recipes, seed=seed), title="x", state="cancelled")
        names = [path.name for path in sorted(place.iterdir()) if path.is_dir()]
        for name, values in zip(names, (SCRATCH, TUNED), strict=True):
            if seed in values:
                card = RunCard(name=name, metrics={"test/accuracy": Metric(values[seed])})
                RunWriter(Run(place / name)).card(card)
        kept.note("luck", Event(RAN, "seed", job=place.name, seed=seed))
    return found


def test_recipes_are_locked_but_for_the_seed() -> None:
    training = lesson("luck").step("seed").training
    assert training
    one, two = (locked(training.recipes, seed=seed) for seed in (1, 2))
    for first, second in zip(one, two, strict=True):
        assert set(changes(first, second)) == {"seed"}
    assert set(changes(one[0], one[1])) == {"init_from"}
    assert changes(one[0], load_recipe("simple-cnn"))["data.name"] == "digits"


def test_runs_are_read_by_seed_and_only_the_done_count(trained: Lesson) -> None:
    step = trained.step("seed")
    found = seed_runs(trained, step)
    assert [(each.seed, each.done, each.mine) for each in found] == [
        (1, True, True),
        (2, True, True),
        (3, True, True),
        (4, False, True),
    ]
    assert step.training
    scratch, tuned = summary(found, step.training).values()
    assert scratch.value == pytest.approx(statistics.fmean(SCRATCH.values()))
    assert deviation(scratch) == pytest.approx(statistics.stdev(SCRATCH.values()))
    assert tuned.n == 3
    gained = gain(found, step.training)
    assert gained
    differences = [TUNED[seed] - SCRATCH[seed] for seed in SCRATCH]
    half = 4.302653 * statistics.stdev(differences) / 3**0.5  # Student's t, two degrees of freedom
    assert gained.value == pytest.approx(statistics.fmean(differences))
    assert gained.high == pytest.approx(statistics.fmean(differences) + half)


def test_a_figure_of_the_lesson_reads_the_same(trained: Lesson) -> None:
    of = {"kind": "trained", "lesson": "luck", "step": "seed"}
    assert measure({**of, "what": "seeds"}, "").value == 3
    assert measure({**of, "recipe": "Fine-tuned"}, "").value == pytest.approx(0.96)
    assert measure({**of, "what": "gain"}, "").value == pytest.approx(0.07)


def test_a_run_that_was_deleted_is_left_out(trained: Lesson) -> None:
    (runs_folder() / "20260101-000002-aaaaaa" / "job.json").unlink()
    assert [each.seed for each in seed_runs(trained, trained.step("seed"))] == [1, 3, 4]
