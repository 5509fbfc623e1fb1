"""Which encoder turns images into vectors: those that are here, or any by its address."""

from __future__ import annotations

import streamlit as st

from core import encoders
from core.errors import EmbedscopeError

HELP = (
    "Our nets, runs, encoders of your own (bring them on Models), torchvision and timm by name, "
    "faces. An address may be typed, such as timm:vit_small_patch14_dinov2 or "
    "checkpoint:light-2d?layer=penultimate."
)
FIRST = ("net", "own", "checkpoint")


def pick_encoder(
    label: str, *, key: str, also: dict[str, str] | None = None, asked: str | None = None
) -> str:
    """An address, or one of the names in `also`, which come first; `asked` is chosen at first."""
    titles = {**(also or {}), **encoder_titles()}
    if asked is not None and asked not in titles:
        titles = {asked: asked, **titles}
    options = list(titles)
    chosen = st.selectbox(
        label,
        options,
        index=options.index(asked) if asked in titles else 0,
        format_func=lambda name: titles.get(name, name),
        accept_new_options=True,
        key=key,
        help=HELP,
    )
    return str(chosen or options[0])


def says(address: str) -> str:
    """What is wrong with an address that was typed, in a sentence; empty where nothing is."""
    try:
        encoders.check(address)
    except EmbedscopeError as error:
        return str(error)
    return ""


def encoder_titles() -> dict[str, str]:
    """What can be chosen here, by address: own nets and encoders first, then runs, then what is
    known by name.
    """
    found = encoders.offered()
    kinds = [*FIRST, *(kind for kind in encoders.kind_titles() if kind not in FIRST)]
    return {a: t for kind in kinds for a, t in found.items() if a.partition(":")[0] == kind}
