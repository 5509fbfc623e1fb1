"""A component's scripts, page and style as the one module that anywidget loads."""

from __future__ import annotations

import json

from embedscope.drawing.scripts import CELLS, cell_scripts, markup, scripts, style

Component = tuple[str, str, tuple[str, ...]]


def module(component: Component, entry: str) -> str:
    """The module; `entry` is the script in the cells' folder that exports `render`."""
    folder, name, own = component
    look = style(CELLS, "cell", points=False) + style(folder, name)
    return "\n".join(
        [
            scripts(folder, own),
            f"const STYLE = {json.dumps(look)};",
            f"const MARKUP = {json.dumps(markup(folder, name))};",
            cell_scripts(entry),
        ]
    )
