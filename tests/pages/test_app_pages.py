"""Every screen that lies in pages/, new ones included."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from pages.serving.screens import GROUPS, PAGES, screens
from tests.pages.screen import FRAME, open_screen

SCREENS = [screen.name for screen in screens()]


@pytest.mark.parametrize("name", SCREENS)
def test_screen_opens_without_an_error(name, folders):
    screen = open_screen(name)
    assert not screen.exception
    assert [title.value for title in screen.title]
    assert not [error.value for error in screen.error]


@pytest.mark.parametrize("name", SCREENS)
def test_screen_opens_where_nothing_was_trained_yet(name, tmp_path, monkeypatch):
    from core import paths

    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(tmp_path / "none"))
    monkeypatch.setattr(paths, "CHECKPOINTS", tmp_path / "none")
    assert not open_screen(name).exception


def test_every_page_file_is_a_screen_in_a_known_group():
    files = {path.stem for path in PAGES.glob("*.py")} - {"__init__", "main"}
    files |= {path.parent.name for path in PAGES.glob("*/page.py")}
    assert files == set(SCREENS)
    assert {screen.group for screen in screens()} <= set(GROUPS)
    assert [screen.name for screen in screens() if screen.default] == ["home"]


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.name)
def test_a_page_is_short_and_says_what_it_answers(screen):
    text = screen.path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 200
    assert ast.get_docstring(ast.parse(text))


def test_only_pages_import_streamlit_and_gradio():
    core = Path(PAGES.parent / "core").rglob("*.py")
    guilty = [p for p in core if {"streamlit", "gradio", "pages"} & set(_imports(p))]
    assert guilty == []


def _imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module.split(".")[0])
    return found


def test_the_first_screens_import_nothing_heavy(folders):
    first = [s for s in screens() if s.name in ("home", "map", "live")]
    paths = [str(screen.path.relative_to(PAGES)) for screen in first]
    program = f"""
import sys
from streamlit.testing.v1 import AppTest
import app
from pages.serving import process
process._running.append(app.models)  # as in a server whose models have not answered yet
frame = AppTest.from_file({FRAME!r}, default_timeout=60).run()
heavy = "torch torchvision gradio sklearn scipy pandas pyarrow".split()
for path in {paths}:
    page = frame.switch_page(path).run()
    assert not page.exception and page.title, page.exception
    found = [module for module in heavy if module in sys.modules]
    assert not found, (path, found)
print("light")
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PAGES.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "light", done.stdout + done.stderr
