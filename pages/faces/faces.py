"""Whose faces are compared: those on uploaded photos, or of a family of the data set."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from core.errors import EmbedscopeError
from pages.serving.ask import ModelsAway, ask

if TYPE_CHECKING:
    from PIL import Image

    from core.faces.photo import Photo
    from core.tasks.kinship.people import People

MOST = 12
KINDS = ["png", "jpg", "jpeg", "webp", "heic", "avif", "tif", "tiff", "bmp", "gif"]
OWN, DATA, DRAWN = "Your own photos", "A family from the data set", "A drawn family"
DRAWINGS = (
    "**These are drawings, not people**: they show how an answer reads, and the figures mean "
    "nothing, as the encoder learned from photos of people. Choose *Your own photos* for a "
    "real answer."
)
SHOWN = 110


@dataclass(frozen=True, eq=False)
class Member:
    """One face, with the name that the person gave it."""

    key: str
    """Of the photo's content, and which face on it."""
    name: str
    photo: Photo
    face: int


def chosen_members() -> list[Member]:
    """Ask for photos, show the faces, let the person name them and leave some out."""
    people = _people()
    ways = [OWN, DRAWN] if people is None else [OWN, DATA]
    way = st.segmented_control("Faces", ways, default=ways[1], key="family-way") or ways[1]
    found = _uploaded() if way == OWN else _drawn() if people is None else _of_data(people)
    if len(found) > MOST:
        st.caption(f"{len(found)} faces; the first {MOST} are compared.")
    return _named(found[:MOST])


def _uploaded() -> list[Member]:
    files = st.file_uploader(
        "Photos, with one or more faces in each",
        type=KINDS,
        accept_multiple_files=True,
        max_upload_size=20,
        key="family-files",
    )
    whole = st.checkbox("Use whole photos (tight crops of one face each)", key="family-whole")
    return list(_members(((file.name, file.getvalue()) for file in files), whole=whole))


def _drawn() -> list[Member]:
    """Four faces that are no person's."""
    from core.faces.drawn import FAMILY, drawn_portrait

    st.info(DRAWINGS, icon=":material/draw:")
    pictures = ((name, as_png(drawn_portrait(look))) for name, look in FAMILY.items())
    return list(_members(pictures, whole=False, most=1))


def as_png(picture: Image.Image) -> bytes:
    """The picture as the bytes of a file."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _of_data(people: People) -> list[Member]:
    """One photo of every person of a family."""
    from core.data.readers.trees import open_tree

    family = st.selectbox("Family", people.families, key="family-which")
    number = people.families.index(family)
    tree = open_tree(Path(people.source))
    persons = [i for i, of in enumerate(people.family_of) if of == number]
    photos = [people.photos[people.photos_of[person][0]] for person in persons]
    names = [people.people[person].split("/")[-1] for person in persons]
    return list(_members(zip(names, map(tree.read, photos), strict=True), whole=False, most=1))


def _members(
    pictures: Iterable[tuple[str, bytes]], *, whole: bool, most: int = MOST
) -> Iterator[Member]:
    """The faces on pictures; one that cannot be used is said and left out."""
    before: dict[str, Photo] = st.session_state.get("family-photos", {})
    known: dict[str, Photo] = {}
    st.session_state["family-photos"] = known  # those of earlier pictures are forgotten
    for name, content in pictures:
        key = hashlib.sha256(content).hexdigest()[:16] + ("-whole" if whole else "")
        try:
            known[key] = before.get(key) or known.get(key) or _photo(name, content, whole=whole)
        except ModelsAway:
            raise
        except EmbedscopeError as error:
            st.warning(f"**{name}** is left out. {error}")
            continue
        photo, stem = known[key], PurePath(name).stem
        for face in range(min(len(photo.faces), most)):
            several = len(photo.faces) > 1 and most > 1
            yield Member(f"{key}-{face}", f"{stem} {face + 1}" if several else stem, photo, face)


def _photo(name: str, content: bytes, *, whole: bool) -> Photo:
    from core.inference.wire_faces import photo_said

    with st.spinner(f"Looking for faces in {name} …"):
        return photo_said(ask("faces", photo=np.frombuffer(content, np.uint8), whole=whole))


def _named(members: list[Member]) -> list[Member]:
    """Each face with a field for its name; those whose name is emptied are left out."""
    kept = []
    with st.container(horizontal=True, gap="small"):
        for member in members:
            with st.container(width=SHOWN + 20):
                face = member.photo.portrait(member.photo.faces[member.face])
                st.image(face, width=SHOWN, alt=f"Face of {member.name}")
                name = st.text_input(
                    "Name", member.name, key=f"family-name-{member.key}",
                    label_visibility="collapsed", max_chars=24,
                )  # fmt: skip
            if name.strip():
                kept.append(Member(member.key, name.strip(), member.photo, member.face))
    if members:
        st.caption("Change a name, or clear it to leave that face out.")
    return kept


@st.cache_resource(show_spinner=False)
def _people() -> People | None:
    """The data set's families, where it is on this machine."""
    from core.data import find

    if find("families") is None:
        return None
    from core.tasks.kinship.kaggle import load_families

    return load_families()
