"""The docs say what the settings say."""

from __future__ import annotations

import pytest

from core.recipes.kinds import task_names
from core.recipes.listing import settings_of_task
from tools.settings_docs import BEGIN, END, architecture, settings_page, stale, write

HOW = "settings changed: `python -m tools.settings_docs` brings the docs after them"


def test_the_docs_are_up_to_date() -> None:
    assert stale() == [], HOW


@pytest.mark.parametrize("task", task_names())
def test_every_setting_stands_in_the_docs(task: str) -> None:
    page = settings_page().split(f"\n## {task}\n")[1].split("\n## ")[0]
    for each in settings_of_task(task):
        assert f"| `{each.key}` | {each.label} |" in page


def test_only_what_stands_between_the_markers_is_written(tmp_path) -> None:
    (tmp_path / "docs").mkdir()
    file = tmp_path / "docs/ARCHITECTURE.md"
    file.write_text(f"# Floors\n\n{BEGIN}\nold\n{END}\nThe end.\n", "utf-8")
    assert write(tmp_path) == ["docs/settings.md", "docs/ARCHITECTURE.md"]
    text = file.read_text("utf-8")
    assert text.startswith("# Floors\n")
    assert text.endswith(f"{END}\nThe end.\n")
    assert "| `optimiser.lr` | Learning rate |" in text
    assert "\nold\n" not in text
    assert write(tmp_path) == []


def test_a_file_without_markers_is_left_alone_with_a_word() -> None:
    with pytest.raises(ValueError, match="needs the two lines"):
        architecture("# Floors\n")
