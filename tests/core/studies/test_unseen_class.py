"""The study of unseen classes: which runs belong to it, and what it reads from their cards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.jobs.jobs import jobs, make_job
from core.metrics.metric import Metric
from core.recipes.recipe import changed, load_recipe
from core.runs.card import DataCard, NetCard, RunCard
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.settings import values
from core.studies.unseen_class import AUC, SHARE, every_class, is_study, unseen_classes

CLASSES = tuple("0123456789")


def made(folder: Path, **settings: object) -> list[Run]:
    """The job of the study over the digits, its runs finished: the class n is found in n tenths."""
    recipe = changed(every_class(), {"data.name": "digits", **settings})
    make_job(folder, [recipe], title="Unseen", state="done")
    runs = list(jobs().state(folder.name).runs)
    for run in runs:
        name, seed = (values(run.recipe())[key] for key in ("data.hold_out", "seed"))
        share = None if name is None else Metric(int(name) / 10 + seed / 100, n=100)
        matrix = [[9 if i == j else int(j == 0) for j in range(10)] for i in range(10)]
        card = RunCard(
            name=run.name,
            task="embed",
            net=NetCard("light", 2, (1, 28, 28)),
            data=DataCard(name="digits", classes=CLASSES),
            metrics={} if share is None else {SHARE: share, AUC: replace(share, n=1000)},
            confusion={"test": matrix},
        )
        RunWriter(run).card(card)
    return runs


def test_every_class_is_read_from_the_run_that_never_saw_it(folders):
    runs = made(folders / "runs" / "job")
    found = unseen_classes({f"job/{run.name}": run for run in runs})
    assert [each.name for each in found] == list(CLASSES)
    three = found[3]
    assert three.run == "job/without-3"
    assert three.figure(SHARE).value == pytest.approx(0.3)
    assert three.seen.value == pytest.approx(0.9)  # of the run that saw every class
    assert (three.seen.n, three.over_seeds) == (10, {})


def test_several_seeds_are_told_together(folders):
    runs = made(folders / "runs" / "job", seeds=[0, 2, 4])
    found = unseen_classes({f"job/{run.name}": run for run in runs})
    mean = found[5].over_seeds[SHARE]
    assert found[5].run == "job/seed-0-without-5"
    assert (mean.value, mean.n) == (pytest.approx(0.52), 3)
    assert mean.high - mean.value == pytest.approx(4.303 * 0.02 / 3**0.5, rel=1e-3)


def test_what_is_not_finished_is_not_told(folders):
    runs = made(folders / "runs" / "job")
    (runs[3].folder / "card.json").unlink()
    known = {run.name: Run(run.folder) for run in runs}
    assert [each.name for each in unseen_classes(known)] == [c for c in CLASSES if c != "2"]
    assert unseen_classes({}) == []


def test_only_such_a_job_is_the_study(folders):
    runs = made(folders / "runs" / "job")
    assert is_study(runs)
    assert not is_study(runs[:1])
    recipe = load_recipe("light-2d")
    make_job(folders / "runs" / "seeds", [changed(recipe, {"seeds": [1, 2]})], title="Two")
    assert not is_study(jobs().state("seeds").runs)
    assert not is_study(())
