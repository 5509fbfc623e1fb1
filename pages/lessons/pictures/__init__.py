"""The kinds of pictures that a step may show, one file a kind: `draw(picture, key=...)`.

Their names and how many runs they take stand in core/lessons/checks.py, which refuses others.
"""

from __future__ import annotations

from core.lessons.lesson import Figures, Picture
from core.lessons.texts import filled
from core.registry import find
from core.runs.find import find_run
from core.runs.run import Run
from core.runs.standing import title_of

PACKAGE = __name__


def draw_picture(picture: Picture, figures: Figures, *, key: str) -> None:
    """The picture and how it is read; raises what finding and reading its runs raises."""
    import streamlit as st

    find(PACKAGE, "kind of picture", picture.kind).load().draw(picture, key=key)
    st.caption(filled(picture.caption, figures))


def runs_of(picture: Picture) -> dict[str, Run]:
    """Its runs, by what they are called in it; raises UnknownName, RunBroken."""
    runs = [find_run(name) for name in picture.runs]
    titles = picture.titles or tuple(map(title_of, runs))
    names = [
        name if titles.count(t) > 1 else t for t, name in zip(titles, picture.runs, strict=True)
    ]
    return dict(zip(names, runs, strict=True))
