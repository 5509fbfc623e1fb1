"""Open a screen the way a visitor does: the frame first, then the page."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from pages.shared.catalogue import PAGES, screens

FRAME = str(PAGES / "main.py")


def open_screen(name: str, *, opened: str = "", **query: str) -> AppTest:
    """The page `name` inside the frame, with `query` in the address; already run once.

    `opened` is the key of a folded section that the visitor opens.
    """
    frame = AppTest.from_file(FRAME, default_timeout=120).run()
    assert not frame.exception
    frame.query_params.update(query)
    (path,) = (screen.path for screen in screens() if screen.name == name)
    screen = frame.switch_page(str(path.relative_to(PAGES))).run()
    if opened:
        screen.session_state[opened] = True
        screen.run()
    return screen
