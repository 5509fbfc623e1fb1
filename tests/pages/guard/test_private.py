"""A private run at every door: its owner and admins come in, nobody else learns of it."""

from __future__ import annotations

import asyncio
import datetime
import json
from functools import cache, partial

import numpy as np
import pytest
from mcp import Client
from safetensors.numpy import save_file
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from core import inference
from core.access import LOCAL, NOBODY, Person, Role, acting_as, answered_by, who
from core.access.private import is_hidden
from core.access.roots import allowed_path
from core.agents.access import WRITE
from core.agents.server import AgentServer
from core.comparison.partners import partners
from core.comparison.sides import find_side
from core.embeddings import embedding_sets, find_embedding_set
from core.embeddings.embedding_set import broken_embedding_sets, delete_embedding_set
from core.embeddings.sources import make
from core.encoders.kinds import checkpoint
from core.errors import EmbedscopeError, NotAllowed, UnknownName
from core.files import write_json
from core.jobs.jobs import LocalJobs, jobs
from core.jobs.kinds import CHECK, PROBE
from core.jobs.using import job_using
from core.paths import embedding_sets_folder, runs_folder
from core.recipes.recipe import load_recipe
from core.runs.find import (
    broken_runs,
    delete_run,
    find_run,
    finished_runs,
    own_runs,
    run_folders,
    whole_runs,
)
from embedscope.drawing.trajectory import trajectory
from pages.inference.visitor import asking
from pages.serving import embedding_sets as clouds
from pages.serving import frames, thumbs, top_bar
from tests.conftest import write_checkpoint
from tests.pages.screen import open_screen

ADA, BOB = Person("ada", Role.MEMBER), Person("bob", Role.MEMBER)
VIC, ROOT = Person("vic", Role.VIEWER), Person("root", Role.ADMIN)
IN, OUT = (ADA, ROOT, LOCAL), (BOB, VIC, NOBODY, Person("ada", None))
JOB, TITLE = "20261130-secret", "Xylophone"
SIGNS = (JOB, TITLE.lower())


@pytest.fixture(autouse=True)
def place(folders, monkeypatch):
    """Ada's private run, with points made from it, jobs about it and frames that a page shows."""
    monkeypatch.setenv("EMBEDSCOPE_MODE", "team")
    folder = write_checkpoint(runs_folder() / JOB)
    for step in (1, 2):
        np.save(folder / f"frames/{step:06d}.npy", np.eye(8, 2, dtype=np.float32) * step)
    np.save(folder / "frames/labels.npy", np.arange(8))
    about = {
        "data": "digits",
        "split": "test",
        "classes": list("abcdefgh"),
        "indices": list(range(8)),
    }
    write_json(folder / "frames/probe.json", about)
    card = json.loads((folder / "card.json").read_text())
    write_json(folder / "card.json", {**card, "title": TITLE})
    now = datetime.datetime.now(datetime.UTC).isoformat()
    told = {"title": TITLE, "created": now, "runs": ["."], "owner": "ada", "private": True}
    write_json(folder / "job.json", told)
    write_json(folder / "status.json", {"state": "done"})
    save_file({"weight": np.zeros(1, np.float32)}, folder / "model.safetensors")
    for source in ({"kind": "run"}, {"kind": "training"}):
        make({**source, "run": JOB})
    return folder


def cloud():
    every = embedding_sets_folder().glob("*/cloud.json")
    return min(each.parent.name for each in every if "training" in each.read_text())


agents = cache(partial(AgentServer, WRITE))


def said(tool, **arguments):
    async def ask():
        async with Client(agents()) as client:
            return (await client.call_tool(tool, arguments)).model_dump_json()

    return asyncio.run(ask())


def asked(path):
    """What the routes of the app answer, the address without its name left out."""
    routes = [
        Route("/thumbs/{name:path}/{split}.webp", thumbs.answer),
        Route("/clouds/{version}/{name}/{file:path}", clouds.answer),
        Route("/frames/{key}/{block:int}", frames.answer),
        *top_bar.routes(),
    ]
    answer = TestClient(Starlette(routes=routes)).get(path)
    assert answer.status_code in (200, 404)
    return answer.text if answer.status_code == 200 else ""


def film():
    with acting_as(ADA):
        run = find_run(JOB)
        shown = trajectory(run)
        assert shown is not None
        return frames.frames_url(run, shown, {})


def called(name, **question):
    return inference.answer(name, question) is not None


DOORS = {
    "a run by its name": lambda: find_run(JOB),
    "a run by its path": lambda: find_run(str(runs_folder() / JOB)),
    "a path on the server": lambda: allowed_path(str(runs_folder() / JOB / "card.json")),
    "a path to its points": lambda: allowed_path(str(embedding_sets_folder() / cloud())),
    "whole runs": whole_runs,
    "finished runs": finished_runs,
    "own runs": own_runs,
    "folders of runs": run_folders,
    "a job": lambda: jobs().state(JOB),
    "jobs by name": lambda: jobs().names(),
    "all jobs": lambda: jobs().all(),
    "newest jobs": lambda: list(jobs().newest_first()),
    "points": lambda: [each.about() for each in embedding_sets()],
    "points by name": lambda: find_embedding_set(cloud()).about(),
    "encoders": checkpoint.offered,
    "an encoder": lambda: checkpoint.title(checkpoint.Address("checkpoint", JOB, layer="output")),
    "a side": lambda: find_side(JOB).title,
    "points as a side": lambda: find_side(cloud()).title,
    "a moment as a side": lambda: find_side(f"{JOB}@first").title,
    "partners": lambda: partners("tiny", find_side("tiny").images()),
    "thumbnails": lambda: asked(f"/thumbs/{JOB}/test.webp"),
    "labels of points": lambda: asked(f"/clouds/1/{cloud()}/labels.npy"),
    "a part of labels": lambda: asked(f"/clouds/1/{cloud()}/labels/000.npy"),
    "frames": lambda: asked(f"{film()}/0"),
    "the search": lambda: asked("/top-bar/search.json"),
    "a call about points": lambda: called("quality-of-maps", embedding_set=cloud()),
    "agents: neighbours": lambda: said("find_neighbours", points=JOB, row=0),
    "agents: runs": lambda: said("list_runs", search=TITLE),
    "agents: a card": lambda: said("get_card", run=JOB),
    "agents: jobs": lambda: said("list_jobs"),
    "agents: a job": lambda: said("get_job", job=JOB),
    "agents: points": lambda: said("list_embedding_sets", search=TITLE),
    "agents: encoders": lambda: said("list_encoders", search=TITLE),
    "agents: compare": lambda: said("compare_runs", first=JOB, second="tiny"),
    "agents: a map": lambda: said("make_map", run=JOB, method="pca"),
}


def seen(door):
    """Whether what comes out tells anything: something, and no error, not even one with its name
    where that is not what was asked for.
    """
    try:
        told = door()
    except (EmbedscopeError, UnknownName):
        return False
    text = (repr(told) if not isinstance(told, str) else told).lower()
    if text.startswith("{") and '"is_error":true' in text.replace(" ", ""):
        return False
    listed = isinstance(told, (list, dict)) or (
        isinstance(told, str) and text.startswith(("[", "{"))
    )
    return any(sign in text for sign in SIGNS) if listed else bool(told)


@pytest.mark.parametrize("name", DOORS)
def test_every_door(name):
    for person in IN:
        with acting_as(person):
            assert seen(DOORS[name]), person
    for person in OUT:
        with acting_as(person):
            assert not seen(DOORS[name]), person
    LocalJobs(runs_folder()).share(JOB, private=False)
    with acting_as(BOB):
        assert seen(DOORS[name])


CHANGES = {
    "cancel": lambda: jobs().cancel(JOB),
    "resume": lambda: jobs().resume(JOB),
    "rename": lambda: jobs().rename(JOB, "mine"),
    "share": lambda: jobs().share(JOB, private=False),
    "delete": lambda: jobs().delete(JOB),
    "delete the run": lambda: delete_run(JOB),
    "delete the points": lambda: delete_embedding_set(cloud()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_nobody_sees_nobody_changes(name):
    for person in OUT:
        with acting_as(person), pytest.raises((UnknownName, NotAllowed)):
            CHANGES[name]()


def test_what_is_broken_is_hidden_as_well(place):
    (place / "card.json").write_text("{")
    (embedding_sets_folder() / cloud() / "labels.npy").unlink()
    for person, told in ((ADA, 1), (BOB, 0)):
        with acting_as(person):
            assert len(broken_runs()) == len(broken_embedding_sets()) == told
    (place / "job.json").write_text("{")  # whether it was private is not known
    for person, told in ((ROOT, 1), (ADA, 0), (BOB, 0)):
        with acting_as(person):
            assert len(broken_runs()) == told


def test_jobs_about_it_are_hidden_too():
    with acting_as(ROOT):
        probes = jobs().start(PROBE, {"run": JOB}, title=f"Layers of {TITLE}")
        check = jobs().start(CHECK, {"data": "digits"}, title="a check")
    for person in (ADA, ROOT):
        with acting_as(person):
            assert {probes, check} <= {job.job for job in jobs().all()}
    with acting_as(BOB):
        assert [job.job for job in jobs().all()] == [check]
        with pytest.raises(UnknownName):
            jobs().state(probes)


def test_a_run_is_private_where_its_owner_or_the_servers_says_so(monkeypatch, tmp_path):
    (tmp_path / "embedscope.toml").write_text("private_runs = true\n")
    recipe = load_recipe("small-2d")
    with acting_as(ADA):
        started = [jobs().submit([recipe], title="a", private=said) for said in (None, True, False)]
    with acting_as(LOCAL):
        started.append(jobs().submit([recipe], title="nobody's", private=True))
    assert [jobs().state(job).private for job in started] == [False, True, False, False]
    monkeypatch.setenv("EMBEDSCOPE_CONFIG", str(tmp_path / "embedscope.toml"))
    with acting_as(ADA):
        assert jobs().state(jobs().submit([recipe], title="a")).private
        data = jobs().start(CHECK, {"data": "digits"}, title="of all")
    with acting_as(BOB):
        assert jobs().state(data).title == "of all"
        assert job_using(recipe.data.name) == "a private run"


def test_on_ones_own_machine_nothing_is_hidden(place, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_MODE", "personal")
    with acting_as(BOB):
        assert not is_hidden(place)
        assert all(map(seen, DOORS.values()))


def test_a_demonstration_shows_none():
    with pytest.MonkeyPatch.context() as patch, acting_as(Person("", Role.VIEWER)):
        patch.setenv("EMBEDSCOPE_MODE", "demo")
        assert not any(map(seen, (DOORS["a run by its name"], DOORS["the search"])))


def test_a_widget_knows_whose_event_it_answers(monkeypatch):
    from gradio.context import LocalContext

    end = answered_by(asking)
    try:
        assert who() == NOBODY
        headers = {"x-embedscope-person": "member:ada"}
        token = LocalContext.request.set(type("Request", (), {"headers": headers})())
        assert who() == ADA
        LocalContext.request.reset(token)
        monkeypatch.setenv("EMBEDSCOPE_MODE", "personal")
        assert who() == LOCAL
    finally:
        end()


@pytest.mark.parametrize("page", ["models", "live", "map", "curves", "compare", "retrieval"])
def test_pages_show_it_to_its_owner_alone(page):
    """The owner comes first: nothing that a page remembers for one person reaches another."""
    query = {"run": JOB, "runs": JOB, "checkpoint": JOB, "cloud": cloud(), "a": JOB, "points": JOB}
    found = []
    for person in (ADA, BOB):
        end = answered_by(lambda person=person: person)
        try:
            screen = open_screen(page, **query)
        finally:
            end()
        assert not screen.exception
        shown = "".join(str(each.proto) for each in screen._tree if hasattr(each, "proto"))
        found.append(TITLE in shown)
    assert found == [True, False]
