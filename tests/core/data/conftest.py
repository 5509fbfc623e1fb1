"""Every test here has its own, empty data folders."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of `EMBEDSCOPE_DATA`; the system's is empty too."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(folder))
    monkeypatch.setenv("EMBEDSCOPE_SYSTEM_DATA", str(tmp_path / "system"))
    return folder
