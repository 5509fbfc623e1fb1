"""What is wrong with the settings of a form, and the button that starts what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import streamlit as st

from core.access import Action, who
from core.access.limits import limit_of
from core.data.asked import missing
from core.errors import EmbedscopeError
from core.jobs.jobs import jobs
from core.jobs.limits import too_long
from core.recipes.recipe import Recipe
from pages.shared.allowed import tell_if, why_not
from pages.shared.get_data import fetching, label_of_all
from pages.shared.private import asked_private, draw_private, take_private

REFUSED = "start-refused"


def tell_wrong(wrong: Iterable[str]) -> None:
    """A sentence for everything that is wrong."""
    for text in wrong:
        st.warning(text, icon=":material/rule:")


def start_button(
    label: str,
    wrong: Sequence[str],
    recipes: Sequence[Recipe],
    begin: Callable[..., None],
    *args: Any,
    icon: str = ":material/play_arrow:",
) -> None:
    """The button that calls `begin`, dead while anything is wrong.

    It says so where data sets of the recipes are fetched first; `begin` calls `submit`, which does.
    """
    why = why_not(Action.TRAIN) or too_long(recipes)
    wanted = [] if wrong else missing_of(recipes)
    text = f"{label_of_all(wanted)} and {label[0].lower()}{label[1:]}" if wanted else label
    st.button(
        text,
        type="primary",
        icon=":material/download:" if wanted else icon,
        disabled=bool(wrong or why),
        key=f"start-{label}",
        on_click=_begin,
        args=(label, begin, *args),
    )
    draw_private(label)
    if not tell_if(why):
        _tell_time()
    if refused := st.session_state.pop(REFUSED, ""):
        st.error(refused)


def _tell_time() -> None:
    if (most := limit_of(who()).max_minutes) is not None:
        st.caption(f"A job may take {most:g} min here; then it stops, and what it reached is kept.")


def submit(recipes: Sequence[Recipe], *, title: str, processes: int = 1) -> str:
    """Queue the training, behind the data sets that it lacks; the job's name."""
    after = fetching(missing_of(recipes))
    return jobs().submit(
        recipes, title=title, after=after, processes=processes, private=asked_private()
    )


def missing_of(recipes: Iterable[Recipe]) -> list[str]:
    """The data sets that the recipes need and that are not here, each once."""
    return list(dict.fromkeys(name for recipe in recipes for name in missing(recipe)))


def _begin(label: str, begin: Callable[..., None], *args: Any) -> None:
    """A callback."""
    take_private(label)
    try:
        begin(*args)
    except (EmbedscopeError, OSError) as error:
        st.session_state[REFUSED] = f"It could not be started: {error}"
