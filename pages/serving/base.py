"""The path under which the app is served: `server.baseUrlPath`, as Streamlit calls it."""

from __future__ import annotations

from streamlit import get_option


def under_base(path: str) -> str:
    """A path of ours ("/widgets/...") as the browser has to ask for it."""
    base = str(get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{path}" if base else path
