"""Who asks, told from the guard to what lies behind it: a header that nobody else can send."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, unquote

from core.access import LOCAL, NOBODY, Person, Role, access
from pages.serving.guard.asked import BROWSER, PERSON


def as_header(person: Person) -> tuple[bytes, bytes]:
    """The header; only for who has a role."""
    return PERSON, f"{person.role}:{quote(person.name)}".encode()


def from_header(value: str | None) -> Person:
    """The person that it tells of; nobody where there is none."""
    role, colon, name = (value or "").partition(":")
    return Person(unquote(name), Role(role)) if colon and role in [*Role] else NOBODY


def asked_by(headers: Mapping[str, str]) -> Person:
    """Who sent a request that the guard let through; behind it, as in the models process."""
    return from_header(headers.get(PERSON.decode())) if access().mode.shared else LOCAL


def asking() -> Person:
    """Whose page this is, in Streamlit's threads; nobody where there is no page."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    shared = access().mode.shared
    if get_script_run_ctx(suppress_warning=True) is None:
        return NOBODY if shared else LOCAL
    if shared:
        return asked_by(st.context.headers)
    mark = hashlib.sha256(st.context.cookies.get(BROWSER, "").encode()).hexdigest()
    return replace(LOCAL, browser=mark[:16])
