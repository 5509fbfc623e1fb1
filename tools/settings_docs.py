"""What the docs say of settings, written from the settings: `python -m tools.settings_docs`.

`docs/settings.md` is written whole; of `docs/ARCHITECTURE.md` the part between two markers, the
table of which task has which feature. A test says when either is stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.recipes.kinds import settings_of, task_entry, task_names
from core.recipes.listing import features, settings_of_task, shared_settings
from core.registry import entries
from core.settings import Listed, section_help

ROOT = Path(__file__).resolve().parent.parent
SETTINGS, ARCHITECTURE = "docs/settings.md", "docs/ARCHITECTURE.md"
WRITTEN_BY = "<!-- Written from the settings by `python -m tools.settings_docs`. -->"
BEGIN, END = "<!-- features by task: begin -->", "<!-- features by task: end -->"
EMPTY = f"# Architecture\n\n{BEGIN}\n{END}\n"
MANY = 12
"""So many choices at most are spelled out; a longer list is named by where it stands."""


def settings_page() -> str:
    """docs/settings.md."""
    lines = [
        "# Settings",
        "",
        WRITTEN_BY,
        "",
        "A recipe states any of these, as `python -m core train RECIPE --set optimiser.lr=0.01`, a "
        "link to a page and a YAML file name them. What it leaves out has the default. "
        "`python -m core settings TASK` prints the same.",
    ]
    for task in task_names():
        lines += ["", f"## {task}", "", task_entry(task).summary]
        found = settings_of_task(task)
        for section in dict.fromkeys(each.section for each in found):
            lines += ["", f"### {section or 'recipe'}", ""]
            if section:
                lines += [section_help(settings_of(task), section), ""]
            lines += ["| Setting | Title | May be | Default | |", "|---|---|---|---|---|"]
            lines += [_row(each) for each in found if each.section == section]
    return "\n".join(lines) + "\n"


def features_table() -> str:
    """Which task has which setting, section by section, between the two markers."""
    tasks = task_names()
    had = features()
    titles = {row.setting.key: row.setting.about.title for row in reversed(shared_settings())}
    head = f"| Setting | Title | {' | '.join(tasks)} |"
    rule = f"|---|---|{'---|' * len(tasks)}"
    rows = [
        f"| `{key}` | {_cell(titles[key])} | "
        f"{' | '.join('✓' if task in having else '' for task in tasks)} |"
        for key, having in had.items()
    ]
    said = "A setting that a task has is honoured; one that it has not is refused by name."
    return "\n".join([BEGIN, WRITTEN_BY, "", said, "", head, rule, *rows, END])


def architecture(text: str) -> str:
    """docs/ARCHITECTURE.md with the table brought up to date; raises ValueError where `text` has
    not both markers.
    """
    between = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not between.search(text):
        raise ValueError(f"{ARCHITECTURE} needs the two lines {BEGIN} and {END}.")
    return between.sub(lambda _: features_table(), text, count=1)


def write(root: Path = ROOT) -> list[str]:
    """Bring both files under `root` up to date; the names of those that changed."""
    return [name for name, text in _wanted(root) if _put(root / name, text)]


def stale(root: Path = ROOT) -> list[str]:
    """The files that `write` would change."""
    return [name for name, text in _wanted(root) if _read(root / name) != text]


def _wanted(root: Path) -> Iterator[tuple[str, str]]:
    yield SETTINGS, settings_page()
    yield ARCHITECTURE, architecture(_read(root / ARCHITECTURE) or EMPTY)


def _row(each: Listed) -> str:
    told = each.about
    may = each.allowed
    if isinstance(told.choices, str) and len(entries(told.choices)) > MANY:
        may = f"an entry of `{told.choices}`"
    help_ = " ".join(filter(None, [told.help, _when(each)]))
    cells = [f"`{each.key}`", _cell(each.label), _cell(may), f"`{each.usual}`", _cell(help_)]
    return f"| {' | '.join(cells)} |"


def _when(each: Listed) -> str:
    """In words, where it has an effect."""
    said = {
        name: "set" if None in values else " or ".join(str(value) or "empty" for value in values)
        for name, values in each.about.when
    }
    words = " and ".join(f"{name} is {how}" for name, how in said.items())
    return f"Only where {words}." if words else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def _put(path: Path, text: str) -> bool:
    if _read(path) == text:
        return False
    path.write_text(text, "utf-8")
    return True


if __name__ == "__main__":
    names = write()
    print("Written: " + ", ".join(names) if names else "The docs of settings are up to date.")
