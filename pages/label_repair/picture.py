"""The picture of a doubted image, and its nearest others."""

from __future__ import annotations

import base64
import html
import io

import streamlit as st

from core.embeddings import find_embedding_set
from core.errors import EmbedscopeError
from core.label_repair.entries import Entry
from core.label_repair.kept import picture
from pages.label_repair.desk import Desk, called
from pages.shared.point_pictures import draw_points

SMALL, LARGE = 320, 448
"""Pixels of the longer side on the page: of a picture that is enlarged, and of a photo at most."""
COARSE = 1.5
"""Enlarged so many times a picture's pixels are shown as such."""


def draw_picture(desk: Desk, entry: Entry) -> None:
    """As large as there is room."""
    from PIL import Image

    found = picture(desk.name, entry.place)
    if found is None:
        st.info("The picture is gone: look for doubtful labels again.")
        return
    with Image.open(io.BytesIO(found)) as opened:
        wide, high = opened.size
    scale = max(SMALL, min(LARGE, max(wide, high))) / max(wide, high)
    look = "pixelated" if scale > COARSE else "auto"
    said = html.escape(f"{called(entry)}: {desk.queue.classes[entry.place.label]}", quote=True)
    source = f"data:image/webp;base64,{base64.b64encode(found).decode()}"
    st.html(
        f'<img src="{source}" alt="{said}" style="width:{wide * scale:.0f}px;max-width:100%;'
        f'aspect-ratio:{wide}/{high};image-rendering:{look};border-radius:8px;display:block">'
    )


def draw_neighbours(desk: Desk, entry: Entry) -> None:
    """Its nearest with their labels, copies first."""
    try:
        embedding_set = find_embedding_set(desk.queue.embedding_set)
    except EmbedscopeError:
        st.caption("Its neighbours were deleted on the page Map: look for doubtful labels again.")
        return
    copies = sum("copy of" in reason for reason in entry.reasons)
    st.markdown("**Its nearest** among all of these images, and how they are labelled")
    captions = ["copy" if at < copies else f"{at + 1}." for at in range(len(entry.near))]
    draw_points(embedding_set, entry.near, captions, same="class")
    st.caption("A click shows one on the map.")
