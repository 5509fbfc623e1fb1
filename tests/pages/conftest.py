"""Fixtures of the pages' tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages.serving.start import scan_no_packages

scan_no_packages()


@pytest.fixture
def own_places(folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of the test's own for maps and people's images too; no data set is here."""
    for name in ("CLOUDS", "OWN"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(tmp_path / "none"))
    return folders
