"""What Streamlit does at its start and this app has no use for."""

from __future__ import annotations

from typing import Any


def scan_no_packages() -> None:
    """Let Streamlit look for components in no installed package.

    It reads what every package says of itself, half a second of each start; all of our components
    lie in `pages/components`.
    """
    from streamlit.components.v2 import manifest_scanner

    manifest_scanner.scan_component_manifests = _none


def _none(max_workers: int | None = None) -> list[Any]:
    del max_workers
    return []
