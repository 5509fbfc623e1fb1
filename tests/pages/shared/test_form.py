"""A form is drawn from what settings say, and stands in the address with the rest of it."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import query_params
from tests.pages.screen import field

pytestmark = pytest.mark.usefixtures("made_task")


def page() -> None:
    import streamlit as st

    from core.tasks import problems
    from pages.shared.form import Form, Group
    from pages.shared.form_address import FormAddress
    from pages.shared.query_params import from_query, to_query
    from tests.made_task import Settings

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1  # as the frame does
    if st.session_state.get("away"):
        return
    base = Settings()
    address = FormAddress(
        "oven",
        lambda query: from_query(query, base),
        lambda recipe: to_query(recipe, base),
        mine=lambda key: "." in key,
    )
    start, prefix = address.start()
    form = Form(start, prefix, base=base)
    groups = [
        Group("Oven", ("oven",)),
        Group("Length", ("length",), folded=True),
        Group("Chill", ("oven.rest",), folded=True, telling=True),
    ]
    recipe = form.draw(groups)
    address.keep(recipe)
    st.session_state["recipe"] = recipe
    for text in [*form.refused, *problems(recipe)]:
        st.warning(text)


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def labels(app: AppTest) -> set[str]:
    kinds = ("number_input", "text_input", "selectbox", "multiselect", "toggle")
    return {each.label for kind in kinds for each in getattr(app, kind)}


def oven(app: AppTest) -> Any:
    assert not app.exception
    return app.session_state["recipe"].oven


def test_every_kind_of_setting_has_its_control() -> None:
    app = opened()
    field(app, "text_input", "Heat").set_value("2e-5")
    field(app, "number_input", "Minutes (min)").set_value(30)
    field(app, "selectbox", "Rack").set_value("low")
    field(app, "multiselect", "Dishes").set_value(["bread", "cake"])
    field(app, "text_input", "Rates").set_value("0.5, 0.25")
    field(app, "text_input", "Spices").set_value("{salt: 2}").run()
    found = oven(app)
    assert (found.heat, found.minutes, found.rack) == (2e-5, 30, "low")
    assert (found.dishes, found.rates) == (("bread", "cake"), (0.5, 0.25))
    assert found.spices == {"salt": 2}
    assert app.query_params["oven.spices"] == "{salt: 2}"
    rack = field(app, "selectbox", "Rack")
    assert "**middle**: as books say" in rack.help
    assert not app.warning


def test_what_few_people_change_and_what_no_group_names_stands_folded_at_the_end() -> None:
    app = opened()
    assert not {"Network", "Learning rate", "Epochs", "Rest (min)"} & labels(app)
    assert [each.label for each in app.expander] == ["Length", "Chill", "More settings"]
    assert {"Network", "Learning rate"} <= labels(opened(**{"optimiser.lr": "0.5"}))
    assert "Epochs" in labels(opened(**{"length.epochs": "3"}))
    assert "Rest (min)" in labels(opened(**{"oven.rest": "5"}))


def test_a_setting_without_effect_is_not_drawn() -> None:
    app = opened()
    assert "Speed of the fan" not in labels(app)
    field(app, "toggle", "Fan").set_value(True).run()
    field(app, "text_input", "Speed of the fan").set_value("0.7").run()
    assert (oven(app).fan, oven(app).speed) == (True, 0.7)


@pytest.mark.parametrize(
    ("label", "typed", "said"),
    [
        ("Heat", "hot", "Heat: 'hot' is not a number; until you correct it, 0.001 is used."),
        ("Heat", "301", "Heat (recipe.oven.heat) must be greater than 0 and at most 300, not 301."),
        (
            "Rates",
            "1; x",
            "Rates: '1; x' is not a list of numbers with commas between them; until you",
        ),
        ("Spices", "3", "Spices: '3' is not a table such as {name: value}; until"),
    ],
)
def test_what_makes_no_sense_stays_and_is_told(label: str, typed: str, said: str) -> None:
    app = opened()
    field(app, "text_input", label).set_value(typed).run()
    assert not app.exception
    assert field(app, "text_input", label).value == typed
    (warning,) = app.warning
    assert warning.value.startswith(said)


def test_a_link_to_what_is_out_of_bounds_or_unknown_fills_the_form_and_is_told() -> None:
    app = opened(**{"oven.minutes": "900", "oven.rack": "top"})
    assert field(app, "number_input", "Minutes (min)").value == 900
    assert field(app, "selectbox", "Rack").value == "top"
    assert len(app.warning) == 2


def test_the_form_stands_in_the_address_beside_what_is_not_its_own() -> None:
    app = opened(view="curves", **{"oven.minutes": "30"})
    field(app, "text_input", "Heat").set_value("0.5").run()
    assert dict(app.query_params) == {
        "view": "curves",
        "oven.minutes": "30",
        "oven.heat": "0.5",
    }
    app.query_params["oven.heat"] = "7"  # a link
    app.run()
    assert (oven(app).heat, oven(app).minutes) == (7.0, 30)


def test_a_change_of_a_bare_form_is_not_lost() -> None:
    app = opened()
    field(app, "number_input", "Minutes (min)").set_value(30).run()
    assert oven(app).minutes == 30
    field(app, "number_input", "Minutes (min)").set_value(20).run()
    assert oven(app).minutes == 20
    assert not app.query_params


def test_a_run_with_the_address_from_before_takes_no_change_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = opened(**{"oven.minutes": "30"})
    field(app, "number_input", "Minutes (min)").set_value(40).run()
    app.query_params["oven.minutes"] = "30"  # asked for before the browser knew
    assert oven(app.run()).minutes == 40
    monkeypatch.setattr(query_params, "LATE", 0.0)
    field(app, "number_input", "Minutes (min)").set_value(50).run()
    app.query_params["oven.minutes"] = "40"  # a step back
    assert oven(app.run()).minutes == 40


def test_a_step_back_to_the_bare_address_brings_the_usual_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(query_params, "LATE", 0.0)
    app = opened()
    field(app, "number_input", "Minutes (min)").set_value(40).run()
    assert dict(app.query_params) == {"oven.minutes": "40"}
    app.query_params.clear()
    assert oven(app.run()).minutes == 20
    assert field(app, "number_input", "Minutes (min)").value == 20
    assert not app.query_params


def test_who_comes_from_another_page_finds_the_settings_as_they_were() -> None:
    app = opened()
    field(app, "number_input", "Minutes (min)").set_value(40).run()
    app.session_state["away"] = True
    app.query_params.clear()
    app.run()
    app.session_state["away"] = False
    assert oven(app.run()).minutes == 40
    assert field(app, "number_input", "Minutes (min)").value == 40
    assert dict(app.query_params) == {"oven.minutes": "40"}


def test_nonsense_in_a_link_is_a_message_and_the_usual_form() -> None:
    app = opened(**{"oven.grill": "1"})
    assert app.error
    assert oven(app).minutes == 20
