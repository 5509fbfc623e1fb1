"""The cells, once anywidget is known to be there."""

from __future__ import annotations

from embedscope.notebook.map_cell import map_cell
from embedscope.notebook.race_cell import race_cell

__all__ = ["map_cell", "race_cell"]
