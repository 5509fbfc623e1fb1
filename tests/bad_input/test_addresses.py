"""Addresses of pages whose parameters are nonsense: whoever follows one sees the page."""

from __future__ import annotations

import re
from pathlib import Path
from zlib import crc32

import pytest
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy
from streamlit.testing.v1 import AppTest

from pages.serving.screens import screen_names
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
asks: dict[str, int] = {}
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\u202a-\u202e]")
"""What no sentence may repeat as it came."""


@pytest.fixture
def given(folders: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the address says: whatever parameter a page looks for stands there, with nonsense."""
    said: dict[str, str] = {}
    for way in ("get", "get_all", "__getitem__", "__contains__"):
        known = getattr(QueryParamsProxy, way)

        def look(self: QueryParamsProxy, key: str, *rest: object, known=known) -> object:
            if key not in said:
                said[key] = BAD[crc32(f"{len(said)} {key}".encode()) % len(BAD)]
                self[key] = said[key]
            return known(self, key, *rest)

        monkeypatch.setattr(QueryParamsProxy, way, look)
    return said


def shown(screen: AppTest) -> list[str]:
    kinds = (screen.error, screen.warning, screen.info, screen.caption)
    return [str(each.value) for kind in kinds for each in kind]


@pytest.mark.parametrize("name", screen_names())
def test_a_page_stands_whatever_its_address_says(name: str, given: dict[str, str]) -> None:
    screen = open_screen(name)
    assert not screen.exception, given
    assert not [said for said in shown(screen) if UNFIT.search(said) or len(said) > 4000], given
    asks[name] = len(given)


def test_pages_were_asked_at_all() -> None:
    """The parameters are found where pages look for them, not listed here."""
    if len(asks) == len(screen_names()):  # not where single tests are run
        assert sum(asks.values()) >= len(asks)
