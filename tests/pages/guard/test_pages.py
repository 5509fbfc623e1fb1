"""Pages for who may not do everything: dead buttons that say why, and Stop that asks."""

from __future__ import annotations

import pytest

from core.access import LOCAL, Person, Role, acting_as, answered_by
from core.jobs.jobs import jobs
from core.jobs.kinds import CHECK
from core.jobs.make import make_other_job
from core.paths import runs_folder
from tests.pages.screen import open_screen, press, texts

ADA, BOB = Person("ada", Role.MEMBER), Person("bob", Role.MEMBER)
VISITOR = Person("", Role.VIEWER)


@pytest.fixture
def looks(monkeypatch, folders):
    """Let pages be looked at by a person, in a mode."""
    ends = []

    def look(mode, person):
        monkeypatch.setenv("EMBEDSCOPE_MODE", mode)
        ends.append(answered_by(lambda: person))

    yield look
    for end in ends:
        end()


def started(person, title="a check"):
    with acting_as(person):
        return jobs().start(CHECK, {"data": "digits"}, title=title)


def button(screen, label):
    return next(each for each in screen.button if each.label == label)


def test_somebody_elses_job_cannot_be_stopped_and_says_why(looks):
    looks("team", BOB)
    started(ADA)
    screen = open_screen("live")
    stop = button(screen, "Stop")
    assert stop.disabled
    assert "It belongs to ada: ask ada." in stop.help
    assert "ada · " in texts(screen)


def test_ones_own_is_stopped_at_once(looks):
    looks("team", ADA)
    job = started(ADA)
    press(open_screen("live"), "Stop")
    assert jobs().state(job).state == "cancelled"


def test_an_admin_is_asked_before_somebody_elses_is_stopped(looks):
    looks("team", Person("root", Role.ADMIN))
    job = started(ADA)
    screen = open_screen("live")
    assert [each.label for each in screen.button if each.label.startswith("Stop")] == ["Stop it"]
    assert "ada started it" in texts(screen)
    press(screen, "Stop it")
    assert jobs().state(job).state == "cancelled"


def test_at_ones_own_machine_it_asks_where_another_browser_started_it(looks):
    here, there = (Person("", Role.ADMIN, browser=name) for name in ("here", "there"))
    looks("personal", here)
    started(here)
    assert button(open_screen("live"), "Stop")
    started(there, "another")
    screen = open_screen("live")
    assert {"Stop", "Stop it"} <= {each.label for each in screen.button}
    assert "not started in this browser" in texts(screen)


@pytest.mark.parametrize(
    ("mode", "person", "said"),
    [
        ("demo", VISITOR, "This is a demonstration"),
        ("team", Person("vic", Role.VIEWER), "As a viewer"),
    ],
)
def test_who_may_only_look_finds_dead_buttons_with_the_reason(looks, mode, person, said):
    looks(mode, person)
    for name, label in (("train", "Start training"), ("triplet_lab", "Race")):
        screen = open_screen(name)
        start = next(each for each in screen.button if each.label.endswith(label))
        assert start.disabled
        assert said in texts(screen)
    screen = open_screen("data")
    assert said in texts(screen)
    assert not screen.get("file_uploader")


def test_a_session_that_is_over_starts_nothing(looks):
    looks("team", Person())
    started(LOCAL)
    screen = open_screen("live")
    assert button(screen, "Stop").disabled


def test_a_path_on_the_server_is_dead_without_roots(looks):
    looks("team", ADA)
    screen = open_screen("data")
    field = next(each for each in screen.text_input if "on the server" in each.label)
    assert field.disabled


def test_a_name_with_html_is_shown_as_text(looks):
    looks("team", ADA)
    make_other_job(
        runs_folder() / "x",
        CHECK,
        {"data": "digits"},
        title="<img src=x onerror=alert(1)> **b** $x$",
        state="done",
        texts={},
    )
    screen = open_screen("live")
    drawn = [each for each in screen.markdown if "onerror" in str(each.value)]
    assert drawn
    assert not any(each.proto.allow_html for each in drawn)
    assert r"\*\*b" in drawn[0].value
