"""The page Unseen class: nothing yet, a job under way, and what its finished runs say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.jobs.jobs import jobs, make_job
from core.metrics.decimal import decimal
from core.paths import runs_folder
from core.recipes.recipe import changed
from core.studies.unseen_class import SHARE, every_class
from core.tasks import train
from tests.pages.screen import component, open_screen, texts

pytestmark = pytest.mark.usefixtures("own_places")
TINY = {
    "data.name": "digits",
    "length.epochs": None,
    "length.steps": 1,
    "probe.size": 50,
    "probe.frames": 1,
    "precision": "fp32",
}


@pytest.fixture
def job(folders: Path) -> str:
    """Two classes left out of the digits, trained for one step each."""
    make_job(runs_folder() / "job", [changed(every_class(), TINY)], title="Unseen: digits")
    path = runs_folder() / "job" / "job.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "runs": ["with-all", "without-3", "without-7"]}))
    train(jobs().state("job").runs[:2])
    (runs_folder() / "job" / "status.json").write_text(json.dumps({"state": "done"}))
    return "job"


def test_a_finished_run_without_a_class_tells_of_it(job):
    page = open_screen("unseen_class", job=job)
    assert not page.exception
    run = jobs().state(job).runs[1]
    share = run.finished().value(SHARE)
    said = texts(page)
    assert "Class never seen" in said
    assert decimal(share, 3) in said
    told = json.loads(component(page, "point_map").bytes)
    marked = told["wish"]["rows"]
    assert sorted(marked) == [i for i, label in enumerate(run.labels("test")) if label == 3]


def test_one_press_queues_a_run_without_each_class(folders):
    page = open_screen("unseen_class", **{"data.name": "digits", "length.epochs": "1"})
    button = next(b for b in page.button if b.label == "Leave each class out")
    button.click().run()
    assert not page.exception
    (queued,) = jobs().all()
    assert len(queued.runs) == 11
    assert {run.recipe().data.hold_out for run in queued.runs} == {None, *"0123456789"}
    assert page.query_params["job"] in (queued.job, [queued.job])
    assert "The first net without a class is training" in texts(page)


def test_a_job_that_is_gone_is_said_to_be(folders):
    page = open_screen("unseen_class", job="20200101-000000-abcdef")
    assert "were deleted, or the link is wrong" in texts(page)
