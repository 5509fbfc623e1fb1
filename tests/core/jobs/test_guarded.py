"""Jobs on a shared server: whose they are, who changes them, how many a person may have."""

from __future__ import annotations

import json

import pytest

from core.access import LOCAL, Person, Role, Thing, acting_as
from core.access.may import Action
from core.access.owner import check_folder, owner_of, owner_of_run, sign
from core.access.quota import check_room, kept_by
from core.errors import NotAllowed
from core.jobs.dispatcher import Dispatcher
from core.jobs.jobs import LocalJobs, jobs
from core.jobs.kinds import CHECK, TAKE
from core.paths import encoders_folder, own_folder, runs_folder
from core.recipes.recipe import load_recipe
from core.runs.find import delete_run

ADA, BOB = Person("ada", Role.MEMBER), Person("bob", Role.MEMBER)
VIC, ROOT = Person("vic", Role.VIEWER), Person("root", Role.ADMIN)
CHANGES = {
    "cancel": lambda job: jobs().cancel(job),
    "rename": lambda job: jobs().rename(job, "another"),
    "resume": lambda job: jobs().resume(job),
    "delete": lambda job: jobs().delete(job),
}


@pytest.fixture(autouse=True)
def team(monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_MODE", "team")


def started(person):
    with acting_as(person):
        return jobs().start(CHECK, {"data": "digits"}, title="a check")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("person", [BOB, VIC, Person()], ids=lambda one: one.name)
def test_only_the_owner_or_an_admin_changes_a_job(change, person):
    job = started(ADA)
    with acting_as(person), pytest.raises(NotAllowed):
        CHANGES[change](job)
    assert jobs().state(job).title == "a check"
    for one in (ADA, ROOT):
        with acting_as(one):
            CHANGES[change](started(ADA))


def test_a_job_says_whose_it_is_and_an_older_one_is_nobodys():
    job, older = started(ADA), started(LOCAL)
    assert jobs().state(job).owner == "ada"
    assert "owner" not in json.loads((runs_folder() / older / "job.json").read_text())
    with acting_as(ADA), pytest.raises(NotAllowed, match="belongs to nobody: ask an admin"):
        jobs().cancel(older)
    with acting_as(ROOT):
        jobs().cancel(older)


@pytest.mark.parametrize("person", [VIC, Person()], ids=["viewer", "nobody"])
def test_who_may_only_look_starts_nothing(person):
    with acting_as(person):
        for start in (
            lambda: jobs().start(TAKE, {"file": "x", "name": "x"}, title="x"),
            lambda: jobs().submit([load_recipe("light-2d")], title="x"),
        ):
            with pytest.raises(NotAllowed):
                start()
    assert jobs().names() == []


def test_a_demonstration_starts_nothing_for_anybody_but_its_own_machine(monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_MODE", "demo")
    with pytest.raises(NotAllowed, match="demonstration"):
        started(Person("", Role.VIEWER))
    assert jobs().state(started(LOCAL)).state == "queued"


def test_a_person_has_so_many_jobs_at_once(monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_MODE", "class")
    first, _ = started(ADA), started(ADA)
    with pytest.raises(NotAllowed, match="2 jobs waiting or running, and 2 is the most"):
        started(ADA)
    started(BOB)
    with acting_as(ADA):
        jobs().cancel(first)
    started(ADA)
    for _ in range(4):
        started(ROOT)


def test_a_person_keeps_so_much(monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_MODE", "class")
    folder = encoders_folder() / "enc-1"
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(bytes(400_000))
    with acting_as(ADA):
        sign(folder)
        assert kept_by("ada") >= 400_000
        check_room(100_000_000)
        with pytest.raises(NotAllowed, match="of at most 500"):
            check_room(500_000_000)
    with acting_as(BOB):
        check_room(499_000_000)
    with acting_as(VIC), pytest.raises(NotAllowed, match="viewer"):
        check_room(1)


def test_a_folder_and_a_run_belong_to_who_made_them():
    folder = own_folder() / "own-a"
    folder.mkdir(parents=True)
    with acting_as(ADA):
        sign(folder)
    assert owner_of(folder) == "ada"
    with acting_as(BOB), pytest.raises(NotAllowed, match="belongs to ada"):
        check_folder(Action.DELETE, folder, "shoes")
    with acting_as(ADA):
        check_folder(Action.DELETE, folder, "shoes")
        job = jobs().submit([load_recipe("light-2d")], title="a run")
    assert owner_of_run(runs_folder() / job) == "ada"
    with acting_as(BOB), pytest.raises(NotAllowed):
        delete_run(job)
    with acting_as(ADA):
        delete_run(job)
    assert Thing("x").owner == ""


def test_the_dispatcher_is_asked_by_nobody():
    assert isinstance(Dispatcher(runs_folder()).jobs, LocalJobs)
