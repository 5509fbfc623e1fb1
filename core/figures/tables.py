"""A table of results, once: for the screen, for a spreadsheet, for Markdown and for LaTeX.

A figure is a `Number`, so that its interval and its n go wherever it goes.
"""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from dataclasses import dataclass

from core.csv_text import Table as Spreadsheet
from core.metrics.decimal import UNKNOWN, decimal, signed
from core.metrics.metric import Metric

MANY = 7
"""Columns; where there are more, intervals stand under their figures, to leave room for words."""
SENTENCE = 20
"""Letters from which a cell's text is given room: a narrow column would make its row high."""
CSS = """
.figures { overflow-x: auto; margin-bottom: 0.75rem; container-type: inline-size; }
.figures table { border-collapse: collapse; width: 100%; font-size: 0.875rem; margin: 0; }
.figures th, .figures td { padding: 0.35rem 0.75rem 0.35rem 0; text-align: left;
  border: 0; border-bottom: 1px solid var(--look-border); vertical-align: top; }
.figures th { font-weight: 600; color: var(--look-muted); white-space: nowrap; }
.figures td:first-child { min-width: 9rem; }
.figures td.words { min-width: 10rem; }
.figures td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.figures small { color: var(--look-muted); }
.figures.many th { white-space: normal; }
.figures.many td.number small { display: block; }
@container (max-width: 30rem) {
  .figures th { white-space: normal; }
  .figures td.number small { display: block; }
}
"""
"""Of `html_text`, in the colours of core.figures.theme."""
LATEX_SIGNS = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"$<$",
    ">": r"$>$",
    "|": r"$|$",
    "–": "--",
    "−": "$-$",
    "×": r"$\times$",
    "·": r"$\cdot$",
    "±": r"$\pm$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "→": r"$\rightarrow$",
    "²": r"$^2$",
    "…": r"\dots{}",
    '"': "''",
}
"""What would mean something else, or is no letter of the usual fonts."""


@dataclass(frozen=True)
class Number:
    """A measured figure, with its 95 % interval and n where it has them; None is a dash."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    gain: bool = False
    """Whether it is a difference, written with its sign."""
    best: bool = False
    """Whether it is the best of its row: bold, and in a line of text with a star."""

    @classmethod
    def of(cls, metric: Metric | None, *, gain: bool = False) -> Number:
        """A metric's."""
        known = metric or Metric(None)
        return cls(known.value, known.low, known.high, known.n, gain)

    @property
    def between(self) -> bool:
        """Whether it has an interval."""
        return None not in (self.value, self.low, self.high)


@dataclass(frozen=True)
class Link:
    """A cell that leads to another page of ours."""

    text: str
    address: str


Cell = str | Link | Number


@dataclass(frozen=True)
class Table:
    """Rows of results under their heads."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    told: str = ""
    """What n counts and what the intervals are over."""


def figure_text(value: float) -> str:
    """Three places, or three significant digits where that would show nothing; counts (int) and
    large whole numbers as such.
    """
    if isinstance(value, int):
        return f"{value:,}"
    if abs(value) >= 1000 and value == round(value):
        return f"{value:.0f}"
    return decimal(value, 3) if abs(value) >= 0.01 or value == 0 else f"{value:.2e}"


def number_texts(cell: Number) -> tuple[str, str, str]:
    """The figure and the ends of its interval as they are written; "" for ends that are unknown."""
    if cell.value is None:
        return UNKNOWN, "", ""
    if cell.low is None or cell.high is None:
        return (signed(cell.value) if cell.gain else figure_text(cell.value)), "", ""
    every = (cell.value, cell.low, cell.high)
    if cell.gain:
        value, low, high = (signed(each) for each in every)
        return value, low, high
    wide = max(abs(cell.low), abs(cell.high)) >= 0.01  # then three places show what there is
    value, low, high = (
        decimal(each, 3) if wide and abs(each) < 1 else figure_text(each) for each in every
    )
    return value, low, high


def html_text(table: Table, *, links: bool = True) -> str:
    """As a `<table>` in what scrolls it, all texts escaped; without `links` their texts alone."""
    head = "".join(f"<th>{html.escape(text)}</th>" for text in table.head)
    body = "".join(
        f"<tr>{''.join(_html_cell(cell, links=links) for cell in row)}</tr>" for row in table.rows
    )
    rows = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    kind = "figures many" if len(table.head) > MANY else "figures"
    return f'<div class="{kind}" tabindex="0">{rows}</div>'


def html_number(cell: Number) -> str:
    """A figure, its interval smaller behind it."""
    value, low, high = number_texts(cell)
    shown = f"<b>{html.escape(value)}</b>" if cell.best else html.escape(value)
    return f"{shown} <small>{html.escape(low)} to {html.escape(high)}</small>" if low else shown


def csv_text(table: Table) -> str:
    """Comma separated, the numbers in full: `name`, `name low`, `name high` and `name n`, the last
    three where any row has them.
    """
    columns = list(zip(*table.rows, strict=True)) if table.rows else [() for _ in table.head]
    parts = [_parts(column) for column in columns]
    names = [
        f"{name} {part}".strip() for name, of in zip(table.head, parts, strict=True) for part in of
    ]
    out = io.StringIO()
    write = Spreadsheet(out)
    write.writerow(names)
    for row in table.rows:
        write.writerow(
            text
            for cell, of in zip(row, parts, strict=True)
            for text in (_csv_cell(cell, part) for part in of)
        )
    return out.getvalue()


def markdown_text(table: Table) -> str:
    """As GitHub and Pandoc read it: intervals in brackets, figures to the right."""
    right = _numeric(table)
    lines = [
        _markdown_row(table.head),
        _markdown_row(["---:" if each else "---" for each in right]),
        *(_markdown_row([_plain(cell) for cell in row]) for row in table.rows),
    ]
    told = f"\n{table.told}\n" if table.told else ""
    return "\n".join(lines) + "\n" + told


def latex_text(table: Table) -> str:
    r"""A `table` with booktabs' rules; needs `\usepackage{booktabs}`. What is known of the
    intervals is its caption.
    """
    kinds = "".join("r" if each else "l" for each in _numeric(table))
    rows = [" & ".join(_latex(text) for text in table.head)]
    rows += [" & ".join(_latex(_plain(cell)) for cell in row) for row in table.rows]
    head, *body = (f"    {row} \\\\" for row in rows)
    caption = [f"  \\caption{{{_latex(table.told)}}}"] if table.told else []
    return "\n".join(
        [
            "% needs \\usepackage{booktabs}",
            "\\begin{table}",
            "  \\centering",
            *caption,
            f"  \\begin{{tabular}}{{{kinds}}}",
            "    \\toprule",
            head,
            "    \\midrule",
            *body,
            "    \\bottomrule",
            "  \\end{tabular}",
            "\\end{table}",
            "",
        ]
    )


def _html_cell(cell: Cell, *, links: bool) -> str:
    if isinstance(cell, Number):
        return f'<td class="number">{html_number(cell)}</td>'
    if isinstance(cell, Link) and links:
        address = html.escape(cell.address, quote=True)
        return f'<td><a href="{address}" target="_self">{html.escape(cell.text)}</a></td>'
    text = _text(cell)
    kind = ' class="words"' if len(text) > SENTENCE else ""
    return f"<td{kind}>{html.escape(text)}</td>"


def _plain(cell: Cell) -> str:
    """A cell in a line of text."""
    if not isinstance(cell, Number):
        return " ".join(_text(cell).split())
    value, low, high = number_texts(cell)
    if cell.best:
        value = f"{value} *"
    return f"{value} [{low}, {high}]" if low else value


def _text(cell: str | Link) -> str:
    return cell.text if isinstance(cell, Link) else cell


def _numeric(table: Table) -> list[bool]:
    """Which columns hold figures."""
    columns = list(zip(*table.rows, strict=True)) if table.rows else [() for _ in table.head]
    return [any(isinstance(cell, Number) for cell in column) for column in columns]


def _parts(column: Sequence[Cell]) -> list[str]:
    """What of a column's numbers a spreadsheet has columns for: "" is the figure itself."""
    numbers = [cell for cell in column if isinstance(cell, Number)]
    ends = ["low", "high"] if any(cell.between for cell in numbers) else []
    count = ["n"] if any(cell.n is not None for cell in numbers) else []
    return ["", *ends, *count]


def _csv_cell(cell: Cell, part: str) -> str:
    if not isinstance(cell, Number):
        return _text(cell) if part == "" else ""
    known = getattr(cell, part or "value")
    return "" if known is None else f"{known:.10g}"


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _latex(text: str) -> str:
    return "".join(LATEX_SIGNS.get(sign, sign) for sign in text)
