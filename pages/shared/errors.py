"""An error a person can mend is shown as a sentence, never as a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core import data
from core.errors import EmbedscopeError
from pages.serving.ask import ModelsAway, models_ready
from pages.shared.catalogue import page_link
from pages.shared.get_data import without_command

EVERY = 1.0  # seconds between two looks whether the models answer


@contextmanager
def explained() -> Iterator[None]:
    """Show an EmbedscopeError raised inside as a message; the rest of the page goes on.

    Where the models were asked too early, the page is run again as soon as they answer.
    """
    try:
        yield
    except ModelsAway as away:
        await_models(str(away))
    except EmbedscopeError as error:
        text, name = without_command(str(error))
        st.error(text, icon=":material/error:")
        if name is not None:
            page_link("data", f"Get {data.title(name)} on the page Data")


def await_models(text: str) -> None:
    """Say that something comes as soon as the models answer, and run the page again then."""
    st.info(text, icon=":material/hourglass_top:")
    st.fragment(_once_more, run_every=EVERY)()


def _once_more() -> None:
    if models_ready():
        st.rerun()
