"""Bring an encoder: a file, whose net it is, its preprocessing, a look at what it sees."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import streamlit as st

from core import encoders, files, nets
from core.access import Action
from core.access.quota import check_room
from core.access.roots import allowed_path
from core.encoders.address import POOLS, Address
from core.encoders.formats import SUFFIXES, format_called, format_of
from core.encoders.kinds.torchvision import CHOICES
from core.encoders.own import keep_file
from core.encoders.preprocessing import Preprocessing
from core.errors import EmbedscopeError
from core.paths import encoders_folder
from pages.models.preprocessing import preprocessing_fields
from pages.models.try_encoder import draw_tried, sample_images, tried
from pages.shared.allowed import path_field, tell_if, why_not
from pages.shared.errors import explained
from pages.shared.plain import plain

LARGEST = 1000  # MB
HOW = (
    "**ONNX**, **safetensors** or a PyTorch **state dict** (with the net's name), or "
    "**TorchScript** where the server's owner allows it. Pickled models are refused: they could "
    "run any code. It stays on this machine until you delete it."
)
TOLD = "encoder-told"


def bring_encoder() -> None:
    """The form; a press keeps what was looked at."""
    st.caption(HOW)
    if tell_if(why_not(Action.BRING)):
        return
    with explained():
        path = _file()
        if path is None:
            return
        kind = format_called(format_of(path, path.name))
        asked = _reading(path, needs_net=bool(kind.constants["NET"]))
        if asked is None:
            return
        encoders.check(str(asked))
        images = sample_images(key="bring")
        _look_and_keep(asked, images)


def _look_and_keep(asked: Address, images: str) -> None:
    """Fields begin with what the file states; every change is tried at once."""
    try:
        stated, wrong = tried(str(asked), images)["stated"], ""
    except EmbedscopeError as error:
        stated, wrong = Preprocessing().parts(), str(error)
    key = f"bring-{asked}-{bool(wrong)}"  # what else is read of it states other fields
    with st.expander("Preprocessing", icon=":material/tune:", expanded=bool(wrong)):
        parts = preprocessing_fields(stated, key=key)
    changed = {part: text for part, text in parts.items() if text != stated[part]}
    if wrong and not changed:
        st.error(plain(wrong), icon=":material/error:")
        return
    address = str(Address("file", asked.name, asked.layer, asked.net, asked.pool, changed))
    found = tried(address, images)
    draw_tried(found)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    title = left.text_input("Name", Path(asked.name).stem, max_chars=80, key=f"{key}-title")
    if right.button("Keep it", type="primary", icon=":material/check:", width="stretch"):
        kept = keep_file(address, title=title, dimension=found["dimension"], parts=found["parts"])
        _forget(Path(asked.name))
        st.session_state[TOLD] = kept.title
        st.session_state["bring-count"] = st.session_state.get("bring-count", 0) + 1
        st.rerun()


def _file() -> Path | None:
    """The upload or the file on the server; None before there is one."""
    again = st.session_state.get("bring-count", 0)
    first, second = st.columns(2)
    given = first.file_uploader(
        "File", type=list(SUFFIXES), max_upload_size=LARGEST, key=f"bring-file-{again}"
    )
    place = path_field(second, "Or a file on the server", key=f"bring-path-{again}").strip()
    if given is not None:
        return _staged(given)
    return allowed_path(place).absolute() if place else None


def _reading(path: Path, *, needs_net: bool) -> Address | None:
    """What is said besides the file; None while the net is missing."""
    columns = st.columns(3 if needs_net else 2)
    first, second, third = columns[0], *columns[-2:]
    net = None
    if needs_net:
        known = [*nets.names(), *(f"torchvision:{name}" for name in CHOICES)]
        net = first.selectbox(
            "Whose weights these are",
            known,
            index=None,
            placeholder="resnet18, timm:vit_small_patch14_dinov2, …",
            accept_new_options=True,
            key=f"bring-net-{path}",
            help="Our nets by name, torchvision:NAME, timm:NAME.",
        )
    pool = second.selectbox(
        "Several vectors become one by",
        [None, *POOLS],
        format_func=lambda name: "they need not" if name is None else str(name),
        key=f"bring-pool-{path}",
        help=" ".join(f"*{name}*: {told}" for name, told in POOLS.items()),
    )
    layer = third.text_input(
        "Layer or output (optional)",
        key=f"bring-layer-{path}",
        help="A layer's name; of an ONNX file an output's.",
    )
    if needs_net and net is None:
        st.info("Weights alone do not say whose they are: name their net.", icon=":material/help:")
        return None
    return Address("file", str(path), layer.strip() or None, net, pool)


def _staged(given: Any) -> Path:
    """The upload as a file of its own name, in a folder named after its content: one that nobody
    keeps is swept after a day (core.cleaning).
    """
    base = encoders_folder() / ".uploads"
    content = given.getbuffer()
    check_room(len(content))
    name = re.sub(r"[^A-Za-z0-9._ -]", "_", Path(given.name).name) or "model"
    path = base / str(given.file_id) / name
    if not path.is_file():
        files.write(path, lambda part: part.write_bytes(content))
    return path


def _forget(path: Path) -> None:
    if path.is_relative_to(encoders_folder() / ".uploads"):
        shutil.rmtree(path.parent, ignore_errors=True)
