"""What stands below the maps of a file that travels alone: tables, curves, words about runs.

Curves are SVG, so that no chart library has to travel along.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence

from core.figures import tables
from core.figures.curve_svg import NOW, curve_svg, key_svg
from core.figures.curves import History, Quantity
from core.figures.tables import Table, html_text

CSS = f"""
{tables.CSS}
h2 {{ font-size: 1.15rem; margin: 1.5rem 0 0.25rem; }}
.beside {{ display: grid; gap: 0 1.5rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); }}
.beside h3 {{ font-size: 1rem; margin: 0.75rem 0 0; }}
.curves {{ display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }}
.curve {{ width: 100%; height: auto; cursor: crosshair; }}
.curve text {{ fill: var(--look-muted); font: 12px system-ui, sans-serif; }}
.curve .title {{ fill: var(--st-text-color); font-size: 14px; }}
.curve .{NOW} {{ stroke: var(--st-text-color); opacity: 0.6; }}
.keys {{ display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin: 0.25rem 0 0.5rem; }}
.keys .piece {{ width: 34px; height: 10px; margin-right: 0.4rem; }}
"""


def sentence(text: str) -> str:
    """What people wrote, as HTML: escaped, with bold letters between two pairs of stars."""
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(text))


def table_part(title: str, table: Table) -> str:
    """A table under its title, and what its intervals are over."""
    told = f"<p>{html.escape(table.told)}</p>" if table.told else ""
    return f"<h2>{html.escape(title)}</h2>{html_text(table, links=False)}{told}"


def words_part(said: Mapping[str, Sequence[str]]) -> str:
    """Of each run what is said of it, beside each other; `**` makes letters bold."""
    columns = "".join(
        f"<div><h3>{html.escape(name)}</h3>"
        + "".join(f"<p>{sentence(each)}</p>" for each in sentences if each)
        + "</div>"
        for name, sentences in said.items()
    )
    return f'<div class="beside">{columns}</div>' if columns else ""


def curves_part(histories: Mapping[str, History], quantities: Sequence[Quantity]) -> str:
    """The curves of runs, a chart a quantity; "" where nothing was logged."""
    charts = [svg for each in quantities if (svg := curve_svg(histories, each))]
    if not charts:
        return ""
    return (
        f'<h2>Curves</h2><div class="keys">{key_svg(list(histories))}</div>'
        f'<div class="curves">{"".join(charts)}</div>'
    )
