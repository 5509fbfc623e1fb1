"""The address of a map says how it was made: where it is not there yet it can be made again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.embeddings import EmbeddingSet, Map, find_embedding_set, sources
from core.embeddings.maps import ProjectionSpec, find
from core.errors import BadRecipe, EmbedscopeError, UnknownName
from core.jobs.jobs import jobs
from core.jobs.kinds import MAP
from core.jobs.kinds.map import described
from core.projection import describe, names
from pages.shared.allowed import train_button
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.query_params import from_text, to_text

AGAIN = ("run", "pixels", "training", "faces")
"""Kinds of sources that any machine can make again; an upload stays where it was made."""
MADE_OF, MADE_BY = "of", "by"


def keep_recipe(embedding_set: EmbeddingSet, found: Map) -> None:
    """Put what the set and the map were made of into the address, so far as it is not there."""
    source, about = embedding_set.about()["source"], found.about()
    named = "checkpoint" in st.query_params
    again = not named and source.get("kind") in AGAIN
    made = about.get("method") in names() and "quality" in about and "used" in about
    for key, value in (
        (MADE_OF, _short(source, _defaults(source)) if again else None),
        (MADE_BY, _short(*_wished(about)) if made else None),
    ):
        if value is None:
            st.query_params.pop(key, None)
        elif st.query_params.get(key) != value:
            st.query_params[key] = value


def offer(embedding_set: EmbeddingSet | None) -> bool:
    """Where the address asks for what is not there: say so, with a button that makes it."""
    with explained():
        wanted = _wanted(embedding_set)
        if wanted is None:
            return False
        source, spec = wanted
        there = None if source else embedding_set
        what = sources.title_of(source) if source else there.about()["title"] if there else ""
        text = f"{describe(spec.method).title} of {what}"
        st.info(f"The link shows {text}, not on this machine yet.", icon=":material/link:")
        if train_button("Make it", type="primary", icon=":material/play_arrow:", key="make-again"):
            if source:
                sources.check(source)
            job = jobs().start(
                MAP,
                described(there.name if there else None, spec, source),
                title=text,
            )
            st.query_params.from_dict({"job": job})
            st.rerun(scope="app")
        if embedding_set is not None:
            page_link("map", "Show the existing maps", cloud=embedding_set.name)
    return True


def _wanted(
    embedding_set: EmbeddingSet | None,
) -> tuple[dict[str, Any] | None, ProjectionSpec] | None:
    """Source (None where the set is there) and wish of the address; None where it has none."""
    by, of = st.query_params.get(MADE_BY), st.query_params.get(MADE_OF)
    asked = st.query_params.get("map", "")
    if embedding_set is not None and (
        embedding_set.map(asked) is not None or not by or _found(embedding_set, by)
    ):
        return None
    if embedding_set is None and (not of or _is_here(st.query_params.get("cloud", ""))):
        return None
    source = None if embedding_set is not None else _read(of)
    if source is not None and source.get("kind") not in AGAIN:
        raise BadRecipe("The link asks for a map that cannot be made from a link.")
    return source, _wish(by) if by else ProjectionSpec("pca")


def _wish(by: str) -> ProjectionSpec:
    try:
        return ProjectionSpec(**_read(by))
    except TypeError as error:
        raise BadRecipe(f"The link's projection cannot be read: {by!r}.") from error


def _found(embedding_set: EmbeddingSet, by: str) -> bool:
    """Whether a map made so is there, perhaps under another name; then the address takes that."""
    there = find(embedding_set, _wish(by))
    if there is not None:
        st.query_params["map"] = there.name
    return there is not None


def _is_here(embedding_set: str) -> bool:
    try:
        find_embedding_set(embedding_set)
    except UnknownName:
        return False
    return True


def _read(text: str | None) -> dict[str, Any]:
    found = from_text(text or "")
    if not isinstance(found, dict):
        raise BadRecipe("The link's settings cannot be read.")
    return found


def _short(given: Mapping[str, Any], defaults: Mapping[str, Any]) -> str:
    """What is not as it would be anyway."""
    kept = {k: v for k, v in given.items() if k not in defaults or defaults[k] != v}
    return to_text(kept)


def _defaults(source: Mapping[str, Any]) -> dict[str, Any]:
    try:
        required = {"kind": source["kind"], "run": source.get("run"), "data": source.get("data")}
        full = sources.complete({k: v for k, v in required.items() if v})
    except EmbedscopeError:
        return {}
    return {k: v for k, v in full.items() if k not in ("kind", "run") and k != "data"} | (
        {"data": None} if source["kind"] == "run" else {}
    )


def _wished(about: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    known = describe(about["method"]).parameters
    changed = {
        name: value
        for name, value in about.get("parameters", {}).items()
        if name in known and known[name].default != value
    }
    spec = {key: about[key] for key in ("method", "dimensions", "seed")}
    return {**spec, "parameters": changed}, {"dimensions": 2, "seed": 0, "parameters": {}}
