"""The conversations of docs/agents.md, replayed through a client of the package mcp."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.conftest import ROOT

if TYPE_CHECKING:
    from mcp import Client

DOCUMENT = ROOT / "docs" / "agents.md"
WRITTEN = "http://127.0.0.1:8501"
"""The app's address in the document."""


@dataclass(frozen=True)
class Turn:
    """A question, and what has to be answered: part of the values, or the error."""

    tool: str
    arguments: dict[str, Any]
    answer: dict[str, Any] | None
    error: str


def conversations(*words: str) -> list[list[Turn]]:
    """Those whose fence has just these words behind `mcp`."""
    text = DOCUMENT.read_text(encoding="utf-8")
    fences = re.findall(r"^```mcp (.*?)\n(.*?)^```", text, flags=re.M | re.S)
    return [_turns(content) for said, content in fences if set(words) <= set(said.split())]


def _turns(content: str) -> list[Turn]:
    starts = [match.start() for match in re.finditer(r"^> ", content, flags=re.M)]
    parts = [content[begin:end] for begin, end in pairwise([*starts, len(content)])]
    return [_turn(part) for part in parts]


def _turn(part: str) -> Turn:
    asked, answered = part[2:].split("\n", 1)
    tool, arguments = asked.split(" ", 1)
    sign, said = answered[0], answered[2:].strip()
    assert sign in "<!", part
    answer = json.loads(said) if sign == "<" else None
    return Turn(tool, json.loads(arguments), answer, said if sign == "!" else "")


async def replay(client: Client, turns: list[Turn], dashboard: str) -> None:
    """Ask again, and compare; names of jobs are those of today."""
    names: dict[str, str] = {WRITTEN: dashboard}
    for turn in turns:
        arguments = {key: names.get(str(each), each) for key, each in turn.arguments.items()}
        told = await client.call_tool(turn.tool, arguments)
        said = told.structured_content
        if turn.answer is None:
            assert told.is_error
            text, expected = told.content[0].text, turn.error.replace(WRITTEN, dashboard)
            assert text == expected, text
            continue
        assert not told.is_error, told.content[0].text
        assert said is not None
        if "job" in turn.answer:
            names[turn.answer["job"]] = said["job"]
        _compare(turn.answer, said, names)


def _compare(written: Any, said: Any, names: dict[str, str]) -> None:
    """Every value that is written is answered; of a list its first items."""
    if isinstance(written, dict):
        for key, value in written.items():
            _compare(value, said[key], names)
    elif isinstance(written, list):
        assert len(written) <= len(said)
        for value, other in zip(written, said, strict=False):
            _compare(value, other, names)
    elif isinstance(written, str):
        for before, now in names.items():
            written = written.replace(before, now)
        assert said == written
    else:
        assert said == written
