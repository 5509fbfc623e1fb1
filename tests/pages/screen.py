"""Open a screen as a visitor with a link does: in the frame, by its address."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages.serving.screens import PAGES, screens

FRAME = str(PAGES / "main.py")


def open_screen(name: str, *, opened: str = "", **query: str) -> AppTest:
    """The page `name` inside the frame, opened by its address with `query` in it; already run once.

    `opened` is the key of a folded section that the visitor opens.
    """
    (asked,) = (screen for screen in screens() if screen.name == name)
    screen = AppTest.from_file(FRAME, default_timeout=120)
    # What `switch_page` would set: it finds pages by their address after a first run alone, which
    # would be one of the door, for every page that is opened.
    screen._page_hash = "" if asked.default else calc_hash(name)
    screen.query_params.update(query)
    screen.run()
    if opened:
        screen.session_state[opened] = True
        screen.run()
    return screen


def component(screen: AppTest, name: str) -> Any:
    """What the one browser component `name` of the page was sent, such as "race_maps"."""
    (found,) = components(screen, name)
    return found


def components(screen: AppTest, name: str) -> list[Any]:
    """The same for as many as there are."""
    every = (each.proto for each in screen.get("bidi_component"))
    return [proto for proto in every if proto.component_name == f"embedscope.{name}"]


def texts(screen: AppTest) -> str:
    """All that the page says in words, a line each."""
    kinds = (screen.markdown, screen.caption, screen.info, screen.warning, screen.text)
    return "\n".join(str(each.value) for kind in (*kinds, screen.subheader) for each in kind)


def field(screen: AppTest, kind: str, label: str) -> Any:
    """The control of that label, such as the "text_input" called "Epochs"."""
    return next(widget for widget in getattr(screen, kind) if widget.label == label)


def press(screen: AppTest, label: str) -> None:
    """Press a button."""
    next(button for button in screen.button if button.label == label).click().run()
    assert not screen.exception
