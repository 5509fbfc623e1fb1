"""The encoders that people brought: a card each, and the way to bring another."""

from __future__ import annotations

import streamlit as st

from core.access.owner import owner_of
from core.encoders import own
from core.encoders.formats import format_called
from core.encoders.preprocessing import Preprocessing
from core.errors import EmbedscopeError
from core.files import bytes_of
from core.paths import encoders_folder
from pages.models.bring_encoder import TOLD, bring_encoder
from pages.models.preprocessing import preprocessing_fields
from pages.models.try_encoder import draw_tried, sample_images, tried
from pages.shared.catalogue import page_link
from pages.shared.delete_button import delete_button
from pages.shared.errors import explained
from pages.shared.folded import folded
from pages.shared.plain import plain

MB = 1_000_000
DELETED = "Its file and card are removed. Maps that were made with it stay."


def draw_encoders() -> None:
    """All of them, the broken ones too, and the form."""
    st.subheader("Your own encoders", anchor="encoders")
    st.caption(
        "An **encoder** turns an image into a vector: any net, from anywhere. Map shows images "
        "through it."
    )
    if told := st.session_state.pop(TOLD, ""):
        st.success(f"{plain(told)} is kept.", icon=":material/check:")
    mine = own.all_own()
    columns = st.columns(2, gap="medium")
    for number, known in enumerate(mine):
        with columns[number % 2]:
            _draw_one(known)
    for name, why in own.broken_own().items():
        st.error(plain(why), icon=":material/broken_image:")
        delete_button(
            name,
            own.delete_own,
            DELETED,
            key=f"delete-{name}",
            owner=owner_of(encoders_folder() / name),
        )
    title = "Bring an encoder" if mine else "Bring an encoder: none are here yet"
    if place := folded(title, key="bring-encoder", icon=":material/upload:"):
        with place:
            bring_encoder()


def _draw_one(known: own.OwnEncoder) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(known.title)}**")
        kind = format_called(known.format).constants["TITLE"]
        net = f" of {known.net}" if known.net else ""
        st.caption(
            f"{kind}{plain(net)}, {bytes_of(known.path) / MB:,.1f} MB; vectors of "
            f"{known.dimension:,} numbers. {_seen(known)}"
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            page_link("map", "Map images through it", make="encoder", encoder=known.address)
            _rename(known)
            delete_button(
                known.name,
                own.delete_own,
                DELETED,
                key=f"delete-{known.name}",
                owner=owner_of(known.path.parent),
            )
        _look(known)


def _seen(known: own.OwnEncoder) -> str:
    try:
        told = Preprocessing().with_parts(known.preprocessing).sentence()
        return told[0].upper() + told[1:]
    except EmbedscopeError as error:
        return plain(str(error))


def _rename(known: own.OwnEncoder) -> None:
    key = f"rename-{known.name}"
    with st.popover("Rename", icon=":material/edit:", type="tertiary"), st.form(key, border=False):
        title = st.text_input("Name", known.title, max_chars=80, key=f"{key}-title")
        if st.form_submit_button("Rename"):
            with explained():
                own.rename_own(known.name, title)
                st.rerun()


def _look(known: own.OwnEncoder) -> None:
    """What it sees, and its preprocessing to be changed."""
    place = folded("What it sees", key=f"look-{known.name}", icon=":material/visibility:")
    if not place:
        return
    with place, explained():
        images = sample_images(key=known.name)
        picture = st.container()
        with st.expander("Preprocessing", icon=":material/tune:"):
            parts = preprocessing_fields(known.preprocessing, key=known.name)
        changed = {p: text for p, text in parts.items() if text != known.preprocessing.get(p)}
        asked = own.address_of(known, changed)
        with picture:
            draw_tried(tried(asked, images))
        if changed and st.button("Keep this preprocessing", key=f"change-{known.name}"):
            own.change_own(known.name, Preprocessing().with_parts(parts).parts())
            st.rerun()
