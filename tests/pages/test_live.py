import time
from dataclasses import replace

import pytest

from core.jobs.cluster.nodes import Cluster, Node, write_nodes
from core.jobs.jobs import JobState, Status, Wants, jobs, make_job, write_status
from core.recipes.recipe import changed, load_recipe
from pages.shared.job_strip import duration, progress_text, share
from tests.pages.screen import open_screen, press, texts


@pytest.fixture
def race(folders):
    recipe = load_recipe("light-2d")
    recipes = [changed(recipe, {"strategy.name": name}) for name in ("semi-hard", "nca")]
    folder = folders / "runs" / "a-race"
    make_job(folder, recipes, title="A race")
    return folder


def test_a_waiting_job_can_be_stopped_and_resumed(race):
    page = open_screen("live")
    assert "**A race**" in texts(page)
    assert "race of 2: semi-hard, nca" in texts(page)
    press(page, "Stop")
    assert jobs().state("a-race").state == "cancelled"
    press(page, "Resume")
    assert jobs().state("a-race").state == "queued"


def test_a_job_can_be_renamed(race):
    page = open_screen("live")
    page.text_input[0].set_value("Another name")
    press(page, "Rename")
    assert jobs().state("a-race").title == "Another name"


def test_a_finished_job_can_be_deleted(race):
    write_status(race, Status(state="done", step=300, steps=300, seconds=40))
    page = open_screen("live")
    press(page, "Delete for good")
    assert not race.exists()
    assert any("No jobs yet" in info.value for info in page.info)


def test_why_a_job_failed_is_said(race):
    write_status(race, Status(state="failed", message="fashion-mnist is not on this machine."))
    assert "fashion-mnist is not on this machine." in texts(open_screen("live"))


def test_a_job_whose_process_died_is_interrupted(race):
    write_status(race, Status(state="running", step=40, steps=300, seconds=20))
    page = open_screen("live")
    assert "interrupted at step 40" in texts(page)
    press(page, "Resume")
    assert jobs().state("a-race").state == "queued"


def test_progress_in_words():
    job = JobState(state="running", step=120, steps=300, seconds=41.2, left=61.9)
    assert progress_text(job) == "step 120 of 300 · 41 s · 1 min 2 s left"
    assert share(job) == pytest.approx(0.4)
    assert share(replace(job, steps=0)) == 0
    assert "left" not in progress_text(replace(job, left=None))
    assert [duration(s) for s in (0.4, 59.6, 3600, 11_100)] == [
        "0 s",
        "1 min",
        "1 h 0 min",
        "3 h 5 min",
    ]


def test_without_a_cluster_there_are_no_nodes(race):
    page = open_screen("live")
    assert "Nodes" not in [each.value for each in page.subheader]
    assert "Run it there" not in [button.label for button in page.button]


@pytest.fixture
def cluster(race, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_RAY", "127.0.0.1:6379")
    lab = Node("lab-1", cpus=8, free_cpus=4, memory=16), Node("lab-2", alive=False)
    write_nodes(race.parent, Cluster("127.0.0.1:6379", time.time(), lab))
    return race


def test_a_cluster_shows_its_nodes_and_takes_a_job(cluster):
    page = open_screen("live")
    said = texts(page)
    assert "lab-1</td><td>ready</td><td>4 of 8</td>" in said
    assert "lab-2</td><td>gone</td>" in said
    (choice,) = (box for box in page.selectbox if box.label == "Node")
    assert choice.options == ["any node", "lab-1"]
    choice.set_value("lab-1")
    press(page, "Run it there")
    assert jobs().state("a-race").wants == Wants(node="lab-1")
    assert any("in the queue for lab-1" in bar.proto.text for bar in page.get("progress"))


def test_a_cluster_that_is_away_says_so(cluster):
    write_nodes(cluster.parent, Cluster("x", time.time(), problem="No Ray cluster answers at x."))
    page = open_screen("live")
    assert any("No Ray cluster answers" in warning.value for warning in page.warning)


def test_a_stopped_training_goes_on_with_another_number_of_processes(race, monkeypatch):
    monkeypatch.setattr("pages.shared.processes.most_here", lambda: 4)
    jobs().cancel("a-race")
    page = open_screen("live")
    asked = next(each for each in page.number_input if each.label == "Processes")
    asked.set_value(3)
    press(page, "Resume with so many")
    state = jobs().state("a-race")
    assert (state.state, state.processes) == ("queued", 3)
    assert any("3 processes" in caption.value for caption in open_screen("live").caption)
