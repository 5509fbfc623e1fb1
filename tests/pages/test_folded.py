"""A folded section: not built before it is opened, built from then on, new with a new page."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def script() -> None:
    import streamlit as st

    from pages.shared.folded import folded

    wide = st.checkbox("Expanded", key="wide")
    if section := folded("More", key="more", expanded=wide):
        section.text_input("Text", key="text")


def test_it_is_built_once_it_was_opened_and_keeps_what_was_typed():
    page = AppTest.from_function(script).run()
    assert not page.text_input
    page.session_state["more"] = True
    page.run()
    page.text_input(key="text").set_value("kept").run()
    page.session_state["more"] = False
    page.run()
    assert page.text_input(key="text").value == "kept"


def test_a_page_that_is_opened_anew_has_it_folded_again():
    page = AppTest.from_function(script).run()
    page.session_state["more"] = True
    page.run()
    assert page.text_input
    del page.session_state["more"]  # as Streamlit does when a visitor comes from another page
    page.run()
    assert not page.text_input


def test_it_may_begin_open():
    page = AppTest.from_function(script)
    page.session_state["wide"] = True
    page.run()
    assert page.text_input
