"""Input that nobody thought of: each is taken, or refused with a sentence, and nothing else.

A few examples each by default; `HYPOTHESIS_PROFILE=fuzz` tries for hours.
"""

from __future__ import annotations

import contextlib
import copy
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from core.data.open_photo import open_photo
from core.embeddings.uploads import brought
from core.embeddings.uploads.classes import take
from core.errors import EmbedscopeError
from core.inference.kinship.pair_list import read_pairs
from core.inference.wire import WireBroken, decoded, encoded
from core.recipes.recipe import load_recipe, recipe_from_text, recipe_to_text
from core.runs.card_file import card_of, table_of
from core.settings import values
from core.tasks import refuse
from core.verification.listed import listed_pairs
from tests.bad_input import making as m
from tests.conftest import _card

few = settings(
    max_examples=settings.default.max_examples if "HYPOTHESIS_PROFILE" in os.environ else 25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TEXTS = st.text(max_size=30) | st.sampled_from(
    ["nan", "1e999", "../x", "\u202e", "<b>", "=1+1", "auto"]
)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
ANY = st.recursive(PLAIN, lambda x: st.lists(x, max_size=4) | st.dictionaries(TEXTS, x, max_size=4))
NAMES = ["simple-cnn", "light-2d", "kin", "jigsaw", "race-batch-hard", "frozen-linear"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def recipes() -> list[dict[str, Any]]:
    found = []
    for name in NAMES:
        with contextlib.suppress(EmbedscopeError):
            found.append(yaml.safe_load(recipe_to_text(load_recipe(name))))
    return found


WHOLE = recipes()
assert WHOLE


def places(table: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in nested tables and lists."""
    inner = table.items() if isinstance(table, dict) else enumerate(table)
    found = []
    for key, value in inner:
        found.append((*above, key))
        if isinstance(value, dict | list):
            found += places(value, (*above, key))
    return found


@st.composite
def changed(draw: Any, whole: list[Any]) -> Any:
    """One of the whole, of which a few parts are replaced, left out or added."""
    made = copy.deepcopy(draw(st.sampled_from(whole)))
    for _ in range(draw(st.integers(1, 3))):
        known = places(made)
        if not known:
            return made
        *above, last = draw(st.sampled_from(known))
        part = made
        for key in above:
            part = part[key]
        how = draw(st.sampled_from(["replace", "leave out", "add"]))
        if how == "leave out":
            del part[last]
        elif how == "add" and isinstance(part, dict):
            part[draw(TEXTS)] = draw(ANY)
        else:
            part[last] = draw(ANY)
    return made


@st.composite
def torn(draw: Any, whole: list[bytes]) -> bytes:
    """One of the whole files, of which bytes are changed, lost or added."""
    blob = bytearray(draw(st.sampled_from(whole)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(blob) - 1)))
        blob[at : at + draw(st.integers(0, 9))] = draw(st.binary(max_size=9))
    return bytes(blob)


def same(one: Any, other: Any) -> bool:
    """Also where there is a value that equals nothing, or 1 for 1.0."""
    return one == other or repr(one) == repr(other)


def read_all(path: Path) -> None:
    """As a map and as a data set."""
    asked = brought.Asked(path, path.name)
    for call in (
        lambda: brought.look(asked),
        lambda: _whole(brought.read(asked)),
        lambda: take(path, path.name),
    ):
        with contextlib.suppress(EmbedscopeError):
            call()


def _whole(found: Any) -> None:
    """All images are opened, and all vectors read."""
    if hasattr(found, "vectors"):
        np.asarray(found.vectors)
    else:
        for number in range(min(len(found.known.labels), 5)):
            with contextlib.suppress(EmbedscopeError):
                found.images[number]


@few
@given(changed(WHOLE))
def test_recipes(content: Any) -> None:
    text = yaml.safe_dump(content, allow_unicode=True)
    with contextlib.suppress(EmbedscopeError):
        recipe = recipe_from_text(text)
        refuse(recipe)
        again = recipe_from_text(recipe_to_text(recipe))
        assert same(values(again), values(recipe))


@few
@given(torn([yaml.safe_dump(each).encode() for each in WHOLE]))
def test_torn_recipes(text: bytes) -> None:
    with contextlib.suppress(EmbedscopeError):
        refuse(recipe_from_text(text.decode("utf-8", "replace")))


CARDS = [_card("x", 40, 2), table_of(card_of(_card("x", 40, 2)))]


@few
@given(changed(CARDS))
def test_cards(content: Any) -> None:
    content = json.loads(json.dumps(content))
    with contextlib.suppress(EmbedscopeError):
        card = card_of(content)
        assert same(card_of(json.loads(json.dumps(table_of(card)))), card)


CELLS = st.sampled_from(
    ["1", "2.5", "1,5", "a", "", "nan", "-", "\0", '"', "=1", "x.jpg", "y.jpg", "é", "\u202e"]
)
ROWS = st.lists(st.lists(CELLS | TEXTS, max_size=5), max_size=8)


@few
@given(
    ROWS,
    st.sampled_from(",;\t| "),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_tables(place: Path, rows: list[list[str]], apart: str, code: str, end: str) -> None:
    text = end.join(apart.join(row) for row in rows)
    path = place / "table.csv"
    path.write_bytes(text.encode(code, "replace"))
    read_all(path)
    with contextlib.suppress(EmbedscopeError):
        read_pairs(path)
    for head in ("", "left,right,same\n"):
        with contextlib.suppress(EmbedscopeError):
            listed_pairs(head + text, names=["x.jpg", "y.jpg"], groups=np.zeros(2, int))


DESCR = (
    st.sampled_from(["<f4", "|O", "<U9", "<c8", "|V9", "<f99", "[('a', '<f4')]", "", ">i2"]) | TEXTS
)
SHAPE = st.lists(st.integers(-2, 10**13) | st.integers(0, 9), max_size=4).map(tuple) | ANY


@few
@given(DESCR, SHAPE, ANY, st.binary(max_size=200))
def test_heads_of_npy(place: Path, descr: str, shape: Any, order: Any, body: bytes) -> None:
    path = place / "x.npy"
    head = repr({"descr": descr, "fortran_order": order, "shape": shape})
    path.write_bytes(m.npy_head(head.encode("ascii", "replace").decode(), body)[:60_000])
    read_all(path)


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(
            ["a/1.png", "a/2.png", "b/1.png", "../x.png", "metadata.csv", "v.npy", "x.csv"]
        )
        | TEXTS.filter(bool),
        st.sampled_from(
            [m.PNG, m.JPEG, b"", b"file_name,label\na/1.png,x\n", m.npy(np.ones((9, 2)))]
        )
        | st.binary(max_size=99),
    ),
    max_size=6,
)


@few
@pytest.mark.filterwarnings("ignore:Duplicate name")
@given(ENTRIES, st.booleans(), st.none() | st.tuples(st.floats(0, 1), st.binary(max_size=9)))
def test_zips(place: Path, entries: list[tuple[str, bytes]], stored: bool, damage: Any) -> None:
    try:
        blob = bytearray(m.zipped(*entries, plain=stored))
    except (ValueError, IndexError):  # a name that no zip can hold
        reject()
    if damage:
        at = int(damage[0] * len(blob))
        blob[at : at + len(damage[1])] = damage[1]
    path = place / "x.zip"
    path.write_bytes(blob)
    read_all(path)


TORN = [
    m.npz(vectors=np.ones((9, 2)), labels=np.arange(9)),
    m.safetensors({"a": {"dtype": "F32", "shape": [8, 2], "data_offsets": [0, 64]}}),
    m.parquet(v=[[1.0, 2.0]] * 9, kind=list("abcabcabc")),
    m.tarred("a/x.png", m.PNG),
    b'[{"v": [1, 2], "k": "a"}, {"v": [2, 3], "k": "b"}]',
    b"\n".join([b'{"v": [1, 2]}'] * 5),
]


@few
@given(torn(TORN))
def test_torn_uploads(place: Path, content: bytes) -> None:
    path = place / "torn"
    path.write_bytes(content)
    read_all(path)


KINDS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "JPEG2000", "AVIF", "HEIF", "PPM")


def photographed() -> list[bytes]:
    from pillow_heif import register_heif_opener

    register_heif_opener()
    return [m.saved(kind=kind) for kind in KINDS]


@few
@given(torn(photographed()))
def test_torn_photos(content: bytes) -> None:
    with contextlib.suppress(EmbedscopeError):
        open_photo(content)


@few
@given(st.binary(max_size=200) | torn([encoded({"a": np.ones((3, 2)), "b": "text"})]))
def test_messages(content: bytes) -> None:
    with contextlib.suppress(WireBroken):
        decoded(content)
