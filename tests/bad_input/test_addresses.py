"""Addresses of pages whose parameters are nonsense: whoever follows one sees the page."""

from __future__ import annotations

import re
from pathlib import Path
from zlib import crc32

import pytest
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy
from streamlit.testing.v1 import AppTest

from pages.serving.screens import screen_names
from tests.conftest import write_checkpoint
from tests.pages.screen import open_screen

BAD = (
    "",
    "x" * 5000,
    "9" * 400,
    "-1",
    "1e999",
    "NaN",
    "null",
    "[]",
    '{"a": [1',
    "\x00\x1b[31mred",
    "\u202egnp.exe",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "~nobody/x",
    "=1+1",
    "a,b;c|d&e",
)
ROUNDS = 2
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\u202a-\u202e]")
"""What no sentence may repeat as it came."""


@pytest.fixture(scope="module")
def asked() -> set[str]:
    """The parameters that pages look for, whoever reads them."""
    return set()


@pytest.fixture(autouse=True)
def watched(folders: Path, asked: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    write_checkpoint(folders / "checkpoints" / "tiny")
    for way in ("get", "get_all", "__getitem__", "__contains__"):
        known = getattr(QueryParamsProxy, way)

        def look(self: QueryParamsProxy, key: str, *rest: object, known=known) -> object:
            asked.add(key)
            return known(self, key, *rest)

        monkeypatch.setattr(QueryParamsProxy, way, look)


def shown(screen: AppTest) -> list[str]:
    kinds = (screen.error, screen.warning, screen.info, screen.caption)
    return [str(each.value) for kind in kinds for each in kind]


@pytest.mark.parametrize("name", screen_names())
def test_a_page_stands_whatever_its_address_says(name: str, asked: set[str]) -> None:
    asked.clear()
    assert not open_screen(name).exception
    for number in range(ROUNDS):
        query = {key: BAD[(crc32(key.encode()) + number) % len(BAD)] for key in sorted(asked)}
        screen = open_screen(name, **query)
        assert not screen.exception, query
        assert not [said for said in shown(screen) if UNFIT.search(said) or len(said) > 4000], query
