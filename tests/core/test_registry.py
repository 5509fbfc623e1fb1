"""A registry reads its files' words without importing them, whatever Python does meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core import registry
from core.errors import UnknownName
from core.registry import entries, find, join


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


def test_a_file_from_elsewhere_joins_a_registry(tmp_path: Path) -> None:
    file = tmp_path / "two_layers.py"
    file.write_text('"""Two layers."""\n\nINPUT_SHAPE = (1, 8, 8)\n', encoding="utf-8")
    join("core.nets", str(file))
    try:
        entry = find("core.nets", "net", "two-layers")
        assert entry.summary == "Two layers."
        assert entry.load().INPUT_SHAPE == entry.constants["INPUT_SHAPE"] == (1, 8, 8)
        assert entry.part("anything") is entry.load()
    finally:
        registry._joined.clear()
        entries.cache_clear()
    assert "two-layers" not in entries("core.nets")


def test_a_part_of_a_folder_may_be_missing() -> None:
    task = find("core.tasks", "task", "classify")
    assert task.part("problems").__name__ == "core.tasks.classify.problems"
    assert task.part("no_such_file") is None
