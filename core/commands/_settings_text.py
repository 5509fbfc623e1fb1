"""Settings as lines of text, for `core settings` and `core train --help`."""

from __future__ import annotations

import textwrap
from typing import Any

from core.recipes.listing import Shared, shared_settings

WIDTH, INDENT = 96, " " * 6


def settings_text(task: str | None = None) -> str:
    """Every setting: name, title, unit, what it may be, default, help; of one task or of all."""
    lines: list[str] = []
    section = None
    for row in _rows(task):
        if row.setting.section != section:
            section = row.setting.section
            lines += ["", section or "recipe"]
        lines += _lines(row, task)
    return "\n".join(lines[1:])


def rows_of(task: str | None = None) -> list[dict[str, Any]]:
    """The same as plain values."""
    return [
        {
            "key": row.setting.key,
            "title": row.setting.about.title,
            "unit": row.setting.about.unit,
            "allowed": row.setting.allowed,
            "default": row.setting.usual,
            "help": row.setting.about.help,
            "tasks": list(row.tasks),
        }
        for row in _rows(task)
    ]


def _rows(task: str | None) -> list[Shared]:
    return [row for row in shared_settings() if task is None or task in row.tasks]


def _lines(row: Shared, task: str | None) -> list[str]:
    setting = row.setting
    tasks = "" if task else f" [{', '.join(row.tasks)}]"
    told = f"{setting.allowed}. {setting.about.help}"
    return [
        f"  {setting.key} = {setting.usual}   {setting.label}{tasks}",
        *textwrap.wrap(told, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT),
    ]
