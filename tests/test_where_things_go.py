"""README's "Where things go", line by line: one new file there shows up by itself."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SUMMARY = '"""Something new."""\n'
NEW: dict[str, dict[str, tuple[str, str]]] = {
    "net": {"core/nets/new_one.py": (SUMMARY, "core.nets:names")},
    "loss or miner": {
        "core/losses/strategies/new_one.py": (SUMMARY, "core.losses.strategies:names"),
        "core/losses/margins/new_one.py": (SUMMARY, "core.losses.margins:names"),
    },
    "data set": {"core/data/sets/new_one.py": (SUMMARY, "core.data:names")},
    "experiment": {
        "core/recipes/new-one.yaml": (
            "title: New\ndata: {name: digits}\n",
            "core.recipes.recipe:recipe_names",
        )
    },
    "study": {
        "core/studies/new-one.yaml": (
            "title: New\nreport: null\norder: 99\nabout: New.\nmembers: [simple-cnn]\n",
            "core.studies.study:studies",
        )
    },
    "lesson": {
        "lessons/new-one.yaml": (
            "title: New\nabout: New.\nsteps: [{name: one, title: One, text: x}]\n",
            "core.lessons.reading:lessons",
        )
    },
    "kind of figure in lessons": {
        "core/lessons/measures/new_one.py": (SUMMARY, "core.lessons.measures:names"),
    },
    "task": {
        "core/tasks/new_one/__init__.py": (SUMMARY, "core.recipes.kinds:task_names"),
    },
    "pair model of faces": {
        "core/tasks/kinship/heads/new_one.py": (SUMMARY, "core.tasks.kinship.heads:names"),
        "core/losses/pairs/new_one.py": (SUMMARY, "core.losses.pairs:names"),
    },
    "projection": {
        "core/projection/methods/new_one.py": (SUMMARY, "core.projection.method:names"),
    },
    "source of points": {
        "core/embeddings/sources/new_one.py": (SUMMARY, "core.embeddings.sources:kinds"),
    },
    "file that points are saved as": {
        "core/embeddings/exports/new_one.py": (SUMMARY, "core.embeddings.exports:formats")
    },
    "kind of encoder": {"core/encoders/kinds/new_one.py": (SUMMARY, "core.encoders:kind_titles")},
    "file format of encoders": {
        "core/encoders/formats/new_one.py": (SUMMARY, "core.encoders.formats:formats")
    },
    "face encoder": {"core/faces/encoders/new_one.py": (SUMMARY, "core.faces.encoders:names")},
    "kind of job": {"core/jobs/kinds/new_one.py": (SUMMARY, "core.jobs.kinds:kinds")},
    "call for inference": {"core/inference/calls/new_one.py": (SUMMARY, "core.inference:names")},
    "tool for agents": {"core/agents/tools/new_one.py": (SUMMARY, "core.agents:tools")},
    "Gradio widget": {"pages/widgets/new_one.py": (SUMMARY, "core.registry:entries:pages.widgets")},
    "page": {
        "pages/new_one.py": (
            f'{SUMMARY}TITLE = "New"\nGROUP = "Explore"\n',
            "pages.serving.screens:screen_names",
        )
    },
}
"""By the table's first column: what each place gets, and the function that lists its entries (and
what it is given)."""
ASK = """
import importlib, json, sys
for ask in sys.argv[1:]:
    module, name, *of = ask.split(":")
    found = getattr(importlib.import_module(module), name)(*of)
    print(json.dumps([str(getattr(each, "name", each)) for each in found]))
"""


def table() -> dict[str, str]:
    """The rows of README's table: what is new, and where it goes."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").split("## Where things go")[1]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|", text.split("\n## ")[0], flags=re.M)
    return {re.sub(r" \(.*\)", "", new): where for new, where in rows[1:]}


def test_a_new_file_is_listed(tmp_path: Path) -> None:
    rows = table()
    assert set(rows) == set(NEW), "README's table and this test name different kinds"
    for folder in ("core", "embedscope", "lessons", "pages", "checkpoints"):
        only = shutil.ignore_patterns("*.safetensors", "*.npy", "*.webp", "__pycache__")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=only)
    asks = []
    for new, files in NEW.items():
        for place, (content, ask) in files.items():
            folder = place.rsplit("/", 2)[0] if place.endswith("__init__.py") else place
            assert Path(folder).parent.as_posix() in rows[new], f"{new}: README says elsewhere"
            path = tmp_path / place
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")
            asks.append(ask)
    done = subprocess.run(
        [sys.executable, "-c", ASK, *asks],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for ask, line in zip(asks, done.stdout.splitlines(), strict=True):
        assert {"new-one", "new_one"} & set(json.loads(line)), f"{ask} does not list the new file"
