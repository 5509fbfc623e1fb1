"""A registry reads its files' words without importing them, whatever Python does meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core import registry
from core.errors import UnknownName


def test_an_entry_says_what_its_file_says_first() -> None:
    found = registry.find("core.nets", "net", "light")
    assert found.constants["INPUT_SHAPE"] == (1, 28, 28)
    assert found.summary
    with pytest.raises(UnknownName, match="Unknown net: 'heavy'"):
        registry.find("core.nets", "net", "heavy")


def test_many_threads_may_read_registries_at_once() -> None:
    names = [entry.module for entry in registry.entries("core.nets").values()]
    folder = Path(registry.__file__).parent / "nets"

    def read(_number: int) -> list[str]:
        return [registry._read("core.nets", path, path.stem).module for path in _files(folder)]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, range(24))) == [names] * 24


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if not path.stem.startswith("_"))
