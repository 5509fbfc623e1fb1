"""Steps and time that one person's jobs may take: refused at the form, held to by the worker."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.access import LOCAL, Person, Role, acting_as
from core.access.limits import limit_of
from core.access.modes import Limit
from core.errors import BadAccess, NotAllowed
from core.jobs import worker
from core.jobs.jobs import jobs
from core.jobs.kinds import CHECK
from core.jobs.limits import too_long
from core.paths import runs_folder
from core.recipes.recipe import Recipe, changed
from core.tasks.embed.settings import EmbeddingRecipe
from tests.core.conftest import QUICK

ADA, BO = Person("ada", Role.MEMBER), Person("bo@example.org", Role.MEMBER)
VIC, ROOT = Person("vic", Role.VIEWER), Person("root", Role.ADMIN)
FILE = """
mode = "team"
[limits.member]
max_steps = 30
max_minutes = 45.5
[limits."bo@example.org"]
max_steps = 9
"""


@pytest.fixture(autouse=True)
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "embedscope.toml"
    place.write_text(FILE)
    monkeypatch.setenv("EMBEDSCOPE_CONFIG", str(place))
    return place


def recipe(steps: int) -> Recipe:
    return changed(EmbeddingRecipe(), {**QUICK, "length.steps": steps})


def test_a_person_goes_before_a_role_and_admins_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limit_of(ADA) == Limit(30, 45.5)
    assert limit_of(BO) == Limit(9)
    assert limit_of(VIC) == limit_of(ROOT) == limit_of(LOCAL) == Limit()
    monkeypatch.setenv("EMBEDSCOPE_CONFIG", "")
    for mode, most in (("team", Limit()), ("class", Limit(20_000, 60)), ("personal", Limit())):
        monkeypatch.setenv("EMBEDSCOPE_MODE", mode)
        assert limit_of(ADA) == most


def test_a_limit_that_is_none_is_told(asked: Path) -> None:
    asked.write_text('mode = "team"\n[limits.member]\nmax_stepps = 3\n')
    with pytest.raises(BadAccess, match="max_stepps"):
        limit_of(ADA)


def test_what_is_too_long_is_refused_with_the_limit() -> None:
    with acting_as(ADA):
        assert too_long([recipe(30)]) == ""
        assert "31 steps, and 30 are the most" in too_long([recipe(5), recipe(31)])
        with pytest.raises(NotAllowed, match="31 steps"):
            jobs().submit([recipe(31)], title="long")
        epochs = replace(recipe(1), length=replace(recipe(1).length, steps=None, epochs=500))
        assert "steps, and 30 are the most" in too_long([epochs])
    with acting_as(ROOT):
        assert too_long([recipe(10**6)]) == ""


def test_a_training_that_becomes_longer_stops_at_the_limit_and_keeps_its_state() -> None:
    with acting_as(ROOT):
        job = jobs().submit([recipe(60)], title="long")
    place = runs_folder() / job / "job.json"
    place.write_text(place.read_text().replace('"root"', '"ada"'))
    assert worker.work(runs_folder() / job) == 0
    state = jobs().state(job)
    assert (state.state, state.step) == ("cancelled", 30)
    assert "30 are the most that a training of ada may have here" in state.message
    assert any((runs_folder() / job / "resume").iterdir())


def test_a_job_over_its_time_stops_says_why_and_is_not_resumed(asked: Path) -> None:
    with acting_as(ADA):
        job = jobs().submit([recipe(30)], title="slow")
    asked.write_text(FILE.replace("45.5", "0.00001"))
    assert worker.work(runs_folder() / job) == 0
    state = jobs().state(job)
    assert state.state == "cancelled"
    assert "1e-05 min are the most a job may take here. What it had reached" in state.message
    for person in (ADA, ROOT):
        with acting_as(person), pytest.raises(NotAllowed, match="cannot be resumed"):
            jobs().resume(job)
    asked.write_text(FILE)
    with acting_as(ADA):
        jobs().resume(job)
    assert worker.work(runs_folder() / job) == 0
    assert jobs().state(job).state == "done"


def test_a_cancelled_job_has_no_such_message() -> None:
    with acting_as(ADA):
        job = jobs().start(CHECK, {"data": "digits"}, title="a check")
    (runs_folder() / job / "cancel").touch()
    worker.work(runs_folder() / job)
    assert jobs().state(job).message == ""
