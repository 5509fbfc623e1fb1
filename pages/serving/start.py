"""What Streamlit and its server do at their start and this app has no use for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.types import ASGIApp


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


def leave_out_unreadable_secrets() -> None:
    """Let Streamlit look for secrets only where this account may: at a home folder that a service
    is kept from it would fail, with every request.
    """
    from streamlit import config

    known = config.get_option("secrets.files")
    config.set_option("secrets.files", [each for each in known if not _is_kept_from(each)])


def _is_kept_from(place: str) -> bool:
    try:
        Path(place).open("rb").close()
    except (FileNotFoundError, IsADirectoryError):  # Streamlit knows both
        return False
    except OSError:
        return True
    return False


def believe_no_proxy() -> None:
    """Let uvicorn, which serves Streamlit, hand on what was said, and from where: it would believe
    the `X-Forwarded-*` headers of this machine alone, before anybody knows who sent them, where
    pages.serving.guard.forwarded believes those of the owner's proxies.
    """
    from uvicorn import config

    config.ProxyHeadersMiddleware = _as_it_is  # type: ignore[assignment,misc]


def _as_it_is(app: ASGIApp, trusted_hosts: object = None) -> ASGIApp:
    del trusted_hosts
    return app
