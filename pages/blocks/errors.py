"""An error a person can mend is shown as a sentence, never as a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from core.errors import EmbedscopeError


@contextmanager
def explained() -> Iterator[None]:
    """Show an EmbedscopeError raised inside as a message; the rest of the page goes on."""
    try:
        yield
    except EmbedscopeError as error:
        st.error(str(error), icon=":material/error:")
