"""In a browser: no page violates the policy, and no name that somebody gave runs as a script."""

from __future__ import annotations

import json

import pytest

from pages.serving.screens import screens
from tests.conftest import running_app, write_checkpoint
from tests.pages.looks.looking import go, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EVIL = "<img src=x onerror='window.evil=1'><script>window.evil=1</script>\u202e=1+1" + "x" * 4000
LISTEN = """window.violated = [];
document.addEventListener('securitypolicyviolation',
  each => window.violated.push(`${each.violatedDirective} ${each.blockedURI}`));"""
SEEN = "() => [...window.violated.splice(0), ...(window.evil ? ['a name ran'] : [])]"


@pytest.fixture(scope="module")
def evil_app(tmp_path_factory):
    """The app over runs whose titles and classes are an attacker's."""
    folder = tmp_path_factory.mktemp("evil")
    for place in ("checkpoints/tiny", "runs/evil"):
        run = write_checkpoint(folder / place)
        card = json.loads((run / "card.json").read_text())
        card["title"] = EVIL
        card["data"]["classes"] = [f"{EVIL} {number}" for number in range(10)]
        (run / "card.json").write_text(json.dumps(card))
        recipe = (run / "recipe.yaml").read_text()
        titled = recipe.replace("title: A tiny run", f"title: {json.dumps(EVIL)}")
        (run / "recipe.yaml").write_text(titled)
    with running_app(folder) as app:
        yield app


@pytest.mark.timeout(900)
def test_every_page_keeps_the_policy_and_shows_names_as_text(evil_app, visitors):
    """All pages are one document with one policy: it is loaded once, then walked through."""
    page = visitors()
    page.add_init_script(LISTEN)
    page.goto(evil_app.url)
    settled(page)
    found = {}
    for screen in screens():
        go(page, screen)
        page.wait_for_timeout(300)
        seen = page.evaluate(SEEN)
        if seen:
            found[screen.name] = seen
    assert found == {}


def test_a_class_signs_in_and_out(visitors, tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_MODE", "class")
    monkeypatch.setenv("EMBEDSCOPE_CLASS_CODE", "heron-42")
    write_checkpoint(tmp_path / "checkpoints" / "tiny")
    with running_app(tmp_path) as app:
        page = visitors(width=390)
        page.goto(f"{app.url}/curves?x=1")
        page.get_by_label("Name").fill("Ben")
        page.get_by_label("Code of the class").fill("heron-42")
        page.get_by_label("Your own word").fill("frogs")
        page.get_by_role("button", name="Join").click()
        page.wait_for_url("**/curves?x=1**")
        page.get_by_role("heading", name="Curves").wait_for()
        page.goto(f"{app.url}/sign-out")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in")
