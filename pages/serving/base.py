"""The path under which the app is served: `server.baseUrlPath`, as Streamlit calls it.

`EMBEDSCOPE_BASE`, or `base` in embedscope.toml, sets it; what Streamlit was told goes before. Every
route of ours and every address that a browser is given are made by `under_base`.
"""

from __future__ import annotations

from streamlit import get_option

OPTION = "server.baseUrlPath"


def take_base(asked: str) -> None:
    """Let Streamlit serve under a path too, before the app's routes are made."""
    from streamlit import config

    if asked and not get_option(OPTION):
        config.set_option(OPTION, asked)


def under_base(path: str) -> str:
    """A path of ours ("/widgets/...") as the browser has to ask for it."""
    base = str(get_option(OPTION) or "").strip("/")
    return f"/{base}{path}" if base else path


def below_base(path: str) -> str | None:
    """The path of ours that a browser asked for, without what it lies under; None where it does not
    lie there.
    """
    base = under_base("/")
    return f"/{path.removeprefix(base)}" if path.startswith(base) else None
