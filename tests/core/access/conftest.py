"""A server of another mode, and who asks it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.access import Access


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Access]:
    """Call it with a mode and settings, as the environment gives them."""
    from core.access import access

    def serve(mode: str, **settings: str) -> Access:
        monkeypatch.setenv("EMBEDSCOPE_MODE", mode)
        for name, value in settings.items():
            monkeypatch.setenv(f"EMBEDSCOPE_{name}", value)
        return access()

    return serve
