"""A new setting is one line: it is read, refused, drawn, linked, told by --help and in the docs.

The settings of `tests/made_task` stand in no list of ours, neither by name nor by section.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.__main__ import main
from pages.shared.query_params import from_query, to_query
from tests.made_task import Settings
from tools.settings_docs import features_table, settings_page

pytestmark = pytest.mark.usefixtures("made_task")


def page() -> None:
    import streamlit as st

    from pages.shared.form import Form
    from tests.made_task import Settings

    form = Form(Settings(), "made")
    st.session_state["recipe"] = form.draw([])


def test_the_form_draws_it() -> None:
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["made-more-opened"] = True
    app.session_state["made-more"] = True
    app.run()
    assert not app.exception
    minutes = next(each for each in app.number_input if each.label == "Minutes (min)")
    assert (minutes.value, minutes.min, minutes.max) == (20, 1, 90)
    minutes.set_value(30).run()
    assert app.session_state["recipe"].oven.minutes == 30


def test_the_link_says_it() -> None:
    recipe = from_query({"oven.minutes": "30", "oven.dishes": "[cake]"}, Settings())
    assert (recipe.oven.minutes, recipe.oven.dishes) == (30, ("cake",))
    assert to_query(recipe, Settings()) == {"oven.minutes": "30", "oven.dishes": "[cake]"}


def test_the_command_line_refuses_it_in_the_same_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = tmp_path / "cake.yaml"
    recipe.write_text("task: made\n", "utf-8")
    assert main(["train", str(recipe), "--set", "oven.minutes=91", "--set", "oven.rack=top"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "Minutes (recipe.oven.minutes) must be at least 1 and at most 90, not 91.",
        "Rack (recipe.oven.rack) must be one of high, low, middle, not 'top'.",
    ]


def test_help_tells_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "made"]) == 0
    told = capsys.readouterr().out
    assert "oven.minutes = 20   Minutes (min)" in told
    assert "a whole number, at least 1 and at most 90." in told
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    assert "oven.minutes = 20   Minutes (min) [made]" in capsys.readouterr().out


def test_the_docs_tell_it() -> None:
    assert "| `oven.minutes` | Minutes (min) | a whole number, at least 1" in settings_page()
    assert "| `oven.minutes` | Minutes |" in features_table()
