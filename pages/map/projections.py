"""Which projection of a set is shown, which beside it, and how a new one is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.comparison.partners import same_points
from core.embeddings import EmbeddingSet, Map
from core.embeddings.maps import ProjectionSpec, find, opening_map
from core.jobs.jobs import jobs
from core.jobs.kinds import MAP
from core.jobs.kinds.map import described
from core.projection import Parameter, describe, names
from pages.map.make_address import ask_make
from pages.shared.allowed import train_button
from pages.shared.controls import bound_select
from pages.shared.errors import explained
from pages.shared.map_titles import map_title

NONE = ""
DEFAULT = "umap"


def chosen_maps(
    embedding_set: EmbeddingSet, places: Sequence[DeltaGenerator]
) -> list[tuple[EmbeddingSet, Map]]:
    """The map that is shown and the one beside it, with the embedding sets they belong to.

    `places` are three: for the projection, what it is compared with, and a new one.
    """
    found = embedding_set.maps()
    names = list(found)
    first, second, third = places
    with first:
        shown = _picked("Projection", names, found, "map", opening_map(found))
    others = alike(embedding_set)
    with second:
        options = [NONE, *(name for name in others if name != f"{embedding_set.name}/{shown}")]
        titles = {name: _beside_title(embedding_set, *others[name]) for name in options if name}
        titles[NONE] = "nothing"
        beside = bound_select("Compare with", options, key="beside", titles=titles.__getitem__)
    with third, st.popover("New projection", icon=":material/add:", width="stretch"):
        st.fragment(_new)(embedding_set)
    maps = [(embedding_set, found[shown])] if shown else []
    return [*maps, others[beside]] if beside in others else maps


def alike(embedding_set: EmbeddingSet) -> dict[str, tuple[EmbeddingSet, Map]]:
    """All maps of the same images in the same order, as "cloud/map"."""
    return {
        f"{other.name}/{name}": (other, found)
        for other in same_points(embedding_set)
        for name, found in other.maps().items()
    }


def wish_form(key: str, *, dimension: int | None) -> ProjectionSpec:
    """Method, its parameters, dimensions and seed; what they say now."""
    known = [name for name in names() if name != "own" or dimension in (2, 3)]
    method = st.selectbox(
        "Method",
        known,
        index=known.index(DEFAULT) if DEFAULT in known else 0,
        format_func=lambda name: describe(name).title,
        key=f"{key}-method",
    )
    about = describe(method)
    st.caption(f"{about.summary}")
    with st.container(horizontal=True):
        dimensions = st.segmented_control(
            "Dimensions", [2, 3], default=2, key=f"{key}-dimensions", width="content"
        )
        seed = st.number_input("Seed", 0, 2**31 - 1, 0, key=f"{key}-seed", width=140)
    given = {name: _control(each, f"{key}-{method}") for name, each in about.parameters.items()}
    return ProjectionSpec(method, dimensions=dimensions or 2, seed=int(seed), parameters=given)


def _control(parameter: Parameter, key: str) -> float | str:
    name = f"{key}-{parameter.name}"
    if parameter.kind == "choice":
        options = list(parameter.choices)
        at = options.index(str(parameter.default))
        return st.selectbox(parameter.title, options, index=at, help=parameter.help, key=name)
    whole = parameter.kind == "int"
    kind = int if whole else float
    return st.number_input(
        parameter.title,
        kind(parameter.low),
        kind(parameter.high),
        kind(parameter.default),
        help=parameter.help,
        key=name,
    )


def _new(embedding_set: EmbeddingSet) -> None:
    _project(embedding_set)
    st.button(
        "Map another layer or data set",
        icon=":material/layers:",
        type="tertiary",
        on_click=ask_make,
        args=("run",),
        key="make-layer",
    )


def _project(embedding_set: EmbeddingSet) -> None:
    about = embedding_set.about()
    spec = wish_form("new", dimension=about["dimension"])
    if not train_button("Project", type="primary", icon=":material/play_arrow:", key="new-project"):
        return
    with explained():
        there = find(embedding_set, spec)
        if there is not None:  # the same was asked before: at once
            st.query_params["map"] = there.name
        else:
            title = f"{describe(spec.method).title} of {about['title']}"
            st.query_params["job"] = jobs().start(
                MAP, described(embedding_set.name, spec), title=title
            )
        st.rerun(scope="app")


def _picked(
    label: str, names: list[str], found: dict[str, Map], key: str, default: str | None
) -> str | None:
    if not names:
        return None
    titles = {name: map_title(found[name]) for name in names}
    return bound_select(label, names, key=key, default=default, titles=titles.__getitem__)


def _beside_title(embedding_set: EmbeddingSet, other: EmbeddingSet, found: Map) -> str:
    title = map_title(found)
    return title if other == embedding_set else f"{other.about()['title']}: {title}"
