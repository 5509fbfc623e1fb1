"""A small table as HTML: sent with the page, so that no table library is loaded for it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.metrics.decimal import decimal

_STYLE = """<style>
.figures { overflow-x: auto; margin-bottom: 0.75rem; }
.figures table { border-collapse: collapse; width: 100%; font-size: 0.875rem; margin: 0; }
.figures th, .figures td { padding: 0.35rem 0.75rem 0.35rem 0; text-align: left;
  border: 0; border-bottom: 1px solid var(--look-border); vertical-align: top; }
.figures th { font-weight: 600; color: var(--look-muted); white-space: nowrap; }
.figures td:first-child { min-width: 9rem; }
.figures td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.figures small { color: var(--look-muted); }
.figures.many td.number small { display: block; }
</style>"""


MANY = 8
"""Columns; where there are more, intervals stand under their figures, to leave room for words."""


@dataclass(frozen=True)
class Link:
    """A cell that leads to another page of ours."""

    text: str
    address: str


@dataclass(frozen=True)
class Number:
    """A measured figure, with its 95 % interval where it has one; None is shown as a dash."""

    value: float | None
    low: float | None = None
    high: float | None = None


Cell = str | Link | Number


def html_table(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Draw a table; on a narrow screen it scrolls sideways, by keys too. All texts are escaped."""
    top = "".join(f"<th>{html.escape(text)}</th>" for text in head)
    body = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in rows)
    table = f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    kind = "figures many" if len(head) > MANY else "figures"
    st.markdown(f'{_STYLE}<div class="{kind}" tabindex="0">{table}</div>', unsafe_allow_html=True)


def figure_text(value: float) -> str:
    """Three places, or three significant digits where that would show nothing; counts as such."""
    if abs(value) >= 1000 and value == round(value):
        return f"{value:.0f}"
    return decimal(value, 3) if abs(value) >= 0.01 or value == 0 else f"{value:.2e}"


def _cell(cell: Cell) -> str:
    if isinstance(cell, Link):
        address = html.escape(cell.address, quote=True)
        return f'<td><a href="{address}" target="_self">{html.escape(cell.text)}</a></td>'
    if isinstance(cell, Number):
        return f'<td class="number">{_number(cell)}</td>'
    return f"<td>{html.escape(cell)}</td>"


def _number(cell: Number) -> str:
    if cell.value is None:
        return "–"
    if cell.low is None or cell.high is None:
        return figure_text(cell.value)
    wide = max(abs(cell.low), abs(cell.high)) >= 0.01  # then three places show what there is
    value, low, high = (
        decimal(each, 3) if wide and abs(each) < 1 else figure_text(each)
        for each in (cell.value, cell.low, cell.high)
    )
    return f"{value} <small>{low} to {high}</small>"
