"""Controls in the address: what is chosen stays, whatever a late run brings along."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import query_params


def page() -> None:
    from pages.shared.controls import bound_number, bound_select

    bound_select("Colour", ["red", "green", "blue"], key="colour")
    bound_number("Which", 9, key="image")


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page, default_timeout=60).run()


def seen(app: AppTest) -> tuple[str, int, dict[str, str]]:
    assert not app.exception
    address = {key: app.query_params[key] for key in app.query_params}
    said = {key: value[0] if isinstance(value, list) else value for key, value in address.items()}
    return app.selectbox[0].value, app.number_input[0].value, said


def test_a_choice_goes_into_the_address_but_for_the_default(app: AppTest) -> None:
    assert seen(app) == ("red", 0, {})
    app.selectbox[0].set_value("green").run()
    app.number_input[0].set_value(4).run()
    assert seen(app) == ("green", 4, {"colour": "green", "image": "4"})
    app.selectbox[0].set_value("red").run()
    assert seen(app) == ("red", 4, {"image": "4"})


def test_the_control_follows_a_link_and_nonsense_is_dropped(app: AppTest) -> None:
    app.query_params["colour"] = "blue"
    app.query_params["image"] = "12"
    assert seen(app.run()) == ("blue", 0, {"colour": "blue"})


def test_a_run_with_the_address_from_before_takes_no_choice_back(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_params, "LATE", 3600.0)  # however slow the machine is
    app.selectbox[0].set_value("green").run()
    app.query_params.clear()  # a poll that was asked for before the browser knew
    assert seen(app.run()) == ("green", 0, {"colour": "green"})


def test_a_step_back_is_followed(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_params, "LATE", 0.0)
    app.selectbox[0].set_value("green").run()
    app.query_params.clear()
    assert seen(app.run()) == ("red", 0, {})


def test_the_way_back_is_followed_however_soon_it_is_taken(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.selectbox[0].set_value("green").run()
    app.query_params.clear()
    monkeypatch.setattr(query_params, "went_back", lambda: True)
    assert seen(app.run()) == ("red", 0, {})


def test_a_step_back_from_a_link_is_followed_at_once(app: AppTest) -> None:
    app.query_params["colour"] = "blue"
    app.run()
    app.query_params.clear()
    assert seen(app.run()) == ("red", 0, {})


def test_what_the_browser_draws_first_is_the_value_whichever_run_it_hears_of(app: AppTest) -> None:
    def drawn() -> tuple[int, float]:
        return app.selectbox[0].proto.default, app.number_input[0].proto.default

    assert drawn() == (0, 0)
    app.query_params["colour"], app.query_params["image"] = "blue", "4"
    app.run()
    assert drawn() == (2, 4)
    app.run()  # the value of before is not sent again
    assert not app.selectbox[0].proto.set_value
    assert drawn() == (2, 4)


def stopping() -> None:
    """A page whose button chooses in a callback; that run ends before the control is drawn."""
    import streamlit as st

    from pages.shared.query_params import bind, keep, set_bound

    if st.button("Blue", on_click=set_bound, args=("colour", "blue")):
        st.stop()
    name = bind("colour", lambda text: text)
    keep("colour", st.session_state[name], st.session_state[name])
    st.text(str(st.session_state[name]))


def test_the_way_back_is_followed_though_the_choice_was_never_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = AppTest.from_function(stopping, default_timeout=60).run()
    app.button[0].click().run()
    assert "blue" in app.query_params["colour"]
    monkeypatch.setattr(query_params, "went_back", lambda: True)
    app.query_params.clear()
    app.run()
    assert app.text[0].value == "None"
    assert "colour" not in app.query_params
