"""The tab Sweep: what a visitor asks, in the address and back; what the trials come to."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from core import files
from core.jobs.jobs import DONE, LocalJobs, Status, jobs, read_status, write_status
from core.jobs.kinds import SWEEP
from core.settings import table, values
from core.sweeps.sweep import NAME, Sweep, problems, read_sweep, sweep_text
from core.sweeps.trials import read_trials, told
from core.sweeps.work import work
from pages.serving import thumbs
from pages.train.sweep.address import from_query, to_query
from tests.breakages import breakages
from tests.core.sweeps.conftest import GRID, SMALL
from tests.pages.screen import field, open_screen, texts


@pytest.fixture(autouse=True)
def alone(folders, monkeypatch):
    """No data set but the digits, and empty folders."""
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(folders / "data"))


@pytest.fixture(scope="module")
def swept(tmp_path_factory) -> Path:
    """The folder of a sweep of four trials with two seeds each, done."""
    root = tmp_path_factory.mktemp("swept")
    sweep = Sweep(recipe=table(SMALL), space=GRID, search="grid", seeds=(0, 1))
    job = LocalJobs(root).start(SWEEP, {}, title="A small sweep", texts={NAME: sweep_text(sweep)})
    work(root / job)
    write_status(root / job, Status(state=DONE, step=4, steps=4))
    return root / job


@pytest.fixture
def job(folders, swept) -> str:
    shutil.copytree(swept, folders / "runs" / swept.name)
    return swept.name


def test_the_first_visit_can_be_started_at_once_and_trains_what_it_says(folders):
    page = open_screen("train", view="sweep")
    assert not page.exception
    assert "scikit-learn's digits" in texts(page)
    field(page, "button", "Start the sweep").click().run()
    assert not page.exception
    (job,) = jobs().all()
    assert (job.kind, job.state) == (SWEEP, "queued")
    assert "scikit-learn's digits" in job.title
    assert page.query_params["sweep"] in (job.job, [job.job])
    sweep = read_sweep(folders / "runs" / job.job / NAME)
    assert problems(sweep) == []
    assert (sweep.total, set(sweep.space)) == (12, {"optimiser.lr", "batch.size"})
    assert values(sweep.asked)["data.name"] == "digits"


def test_what_is_set_stands_in_the_address_and_comes_back():
    page = open_screen("train", view="sweep")
    field(page, "number_input", "Trials").set_value(7)
    field(page, "selectbox", "Search").select("random")
    field(page, "text_input", "Seeds").input("0, 1, 2")
    field(page, "text_input", "To").input("0.05")
    page.run()
    assert not page.exception
    query = {key: page.query_params[key] for key in page.query_params if key != "view"}
    query = {key: v[0] if isinstance(v, list) else v for key, v in query.items()}
    sweep = from_query(query)
    assert (sweep.trials, sweep.search, sweep.seeds) == (7, "random", (0, 1, 2))
    assert sweep.space["optimiser.lr"]["high"] == 0.05
    again = open_screen("train", view="sweep", **query)
    assert field(again, "number_input", "Trials").value == 7
    assert field(again, "text_input", "Seeds").value == "0, 1, 2"


def test_a_link_says_all_of_a_sweep():
    asked = Sweep(
        recipe=table(SMALL),
        space=GRID,
        search="cma-es",
        pruning="hyperband",
        metrics=("validation/loss",),
        trials=5,
        hours=1.5,
        folds=3,
        seeds=(4, 5),
        workers=2,
    )
    named = replace(asked, recipe=table(replace(SMALL, name="simple-cnn")))
    back = from_query(to_query(named))
    assert replace(back, recipe=None) == replace(named, recipe=None)
    said = values(back.asked)
    wanted = values(named.asked)
    assert {k: said[k] for k in said if k not in ("title", "about", "report")} == {
        k: wanted[k] for k in wanted if k not in ("title", "about", "report")
    }


@pytest.mark.parametrize(
    "query",
    [
        {"space": "{"},
        {"space": "[]"},
        {"asked": '{"trials":"many"}'},
        {"asked": '{"luck":1}'},
        {"recipe": "no-such-recipe"},
        {"optimiser.rate": "1"},
    ],
)
def test_nonsense_in_a_link_is_told_and_the_usual_form_is_drawn(query):
    page = open_screen("train", view="sweep", **query)
    assert not page.exception
    assert page.error or page.warning
    assert field(page, "button", "Start the sweep")


def test_what_makes_no_sense_is_told_and_cannot_be_started():
    page = open_screen("train", view="sweep")
    field(page, "text_input", "From").input("many").run()
    assert "'many' is not a number" in texts(page)
    assert field(page, "button", "Start the sweep").disabled
    field(page, "text_input", "From").input("9").run()
    assert "low below high" in texts(page)


@pytest.mark.parametrize("recipe", ["light-2d", "jigsaw", "kin", "linear-probe-digits"])
def test_a_recipe_of_any_task_can_be_swept(recipe):
    page = open_screen("train", view="sweep", recipe=recipe)
    assert not page.exception
    assert f"`{recipe}`" in texts(page)
    assert field(page, "multiselect", "Settings to vary").value


def test_a_finished_sweep_shows_the_best_trial_all_trials_and_what_can_be_told_apart(folders, job):
    page = open_screen("train", sweep=job)
    assert not page.exception
    trials = read_trials(folders / "runs" / job)
    best = max(trials, key=lambda trial: trial.metric("validation/accuracy").value)
    shown = texts(page)
    assert f"**Trial {best.number + 1}** is the best of 4 finished" in shown
    assert told("validation/accuracy", best.metric("validation/accuracy")) in shown
    assert "of 3 other" in shown
    links = {one.proto.label: one.proto.query_string for one in page.get("page_link")}
    settings = parse_qs(links["Train with these settings"])
    assert settings["optimiser.lr"] == [f"{best.params['optimiser.lr']:g}"]
    assert len(page.get("plotly_chart")) >= 3
    run = parse_qs(links["Its mistakes"])["run"][0]
    assert run == f"{job}/trials/{best.number:04d}/seed-0"
    assert thumbs._sheet(run, "test") == folders / "runs" / run / "thumbs/test.webp"  # its pictures
    other = open_screen("evaluation", run=run)
    assert not other.exception
    assert not other.warning
    assert f"trial {best.number + 1}, seed 0" in str(other.main)


def test_trials_are_added_to_a_sweep_that_has_ended(folders, job):
    path = folders / "runs" / job / NAME
    files.write_text(path, sweep_text(replace(read_sweep(path), search="random", trials=4)))
    page = open_screen("train", sweep=job)
    field(page, "number_input", "More trials").set_value(3).run()
    field(page, "button", "Add them").click().run()
    assert not page.exception
    assert read_sweep(path).trials == 7
    assert read_status(folders / "runs" / job).state == "queued"


def test_a_sweep_that_is_not_there_or_is_broken_is_told(folders, job):
    page = open_screen("train", sweep="20200101-000000-abcdef")
    assert "There is no sweep" in texts(page)
    (folders / "runs" / job / NAME).write_text("recipe: {")
    page = open_screen("train", sweep=job)
    assert not page.exception
    assert any(NAME in box.value for box in page.error)


def test_earlier_sweeps_are_listed(job):
    page = open_screen("train", view="sweep")
    assert not page.exception
    assert "A small sweep" in texts(page)


@pytest.mark.parametrize(
    "name", ["sweep.yaml", "kept.json", "insight.json", "trials/0001/trial.json"]
)
def test_whatever_file_of_a_sweep_is_broken_its_page_opens(folders, job, name):
    for _, way in breakages((name,)):
        folder = folders / "runs" / job
        kept = folder.with_name("kept")
        shutil.copytree(folder, kept)
        way(folder / name)
        page = open_screen("train", sweep=job)
        assert not page.exception, way
        assert page.error or "is the best of" in texts(page), way
        shutil.rmtree(folder)
        kept.rename(folder)
