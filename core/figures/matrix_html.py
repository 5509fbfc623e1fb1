"""A confusion matrix as an HTML table, for a file that is printed: counts, shaded by share."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from core.figures.confusion import row_shares

RIGHT, WRONG = "0,110,220", "195,90,0"
CSS = """
.figures .matrix { width: auto; font-size: 0.75rem; print-color-adjust: exact; }
.figures .matrix :is(td, th) { padding: 0.15rem 0.3rem; text-align: right; font-weight: 400;
  min-width: 1.6rem; }
.figures .matrix thead th { vertical-align: bottom; }
.matrix thead span { writing-mode: vertical-rl; transform: rotate(180deg); }
"""


def matrix_html(matrix: ArrayLike, classes: Sequence[str]) -> str:
    """Counts [c, c], rows true, columns predicted; right answers blue, mistakes orange by the
    square root of their share of the row.
    """
    counts = np.asarray(matrix, np.int64)
    shares = row_shares(counts)
    head = "".join(f"<th><span>{html.escape(name)}</span></th>" for name in classes)
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th>"
        + "".join(
            _cell(int(counts[i, j]), float(shares[i, j]), right=i == j) for j in range(len(classes))
        )
        + "</tr>"
        for i, name in enumerate(classes)
    )
    return (
        '<div class="figures" tabindex="0"><table class="matrix"><thead><tr><th>true \\ predicted'
        f"</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(count: int, share: float, *, right: bool) -> str:
    if not count:
        return "<td></td>"
    strength = share if right else share**0.5
    shade = f"rgba({RIGHT if right else WRONG},{0.6 * strength:.2f})"
    return f'<td style="background:{shade}">{count:,}</td>'
