"""A registry reads its files' words without importing them, whatever Python does meanwhile."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from core import registry
from core.errors import UnknownName


def test_an_entry_says_what_its_file_says_first() -> None:
    found = registry.find("core.nets", "net", "light")
    assert found.constants["INPUT_SHAPE"] == (1, 28, 28)
    assert found.summary
    with pytest.raises(UnknownName, match="Unknown net: 'heavy'"):
        registry.find("core.nets", "net", "heavy")


def test_a_parse_that_python_stumbles_over_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parse, failures = ast.parse, iter(range(registry.TRIES - 1))

    def stumble(text: str, **_: Any) -> ast.Module:
        if next(failures, None) is not None:
            raise SystemError("AST constructor recursion depth mismatch (before=225, after=32)")
        return parse(text)

    monkeypatch.setattr(ast, "parse", stumble)
    registry.entries.cache_clear()
    assert "light" in registry.entries("core.nets")
    failures = iter(range(registry.TRIES))
    registry.entries.cache_clear()
    with pytest.raises(SystemError):
        registry.entries("core.nets")
    registry.entries.cache_clear()
