"""Keys that press a button, but not where another control has the keyboard.

Streamlit's own shortcuts take Enter away from the button that is focused, and cannot be R: whoever
goes through a page by Tab would press another button than the one that is lit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from pages.components.browser import component

_keys = component("button_keys", "keys", ("keys",), points=False)


def button_keys(keys: Mapping[str, str], *, key: str) -> None:
    """While this is on the page, each of `keys` ("enter", "r") presses the button whose key begins
    with what it stands for.
    """
    _keys(data={"keys": json.dumps(dict(keys))}, key=key)
