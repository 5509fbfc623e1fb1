"""Every door by which a file comes in, within this process: each answers with its sentence."""

from __future__ import annotations

import base64
import contextlib
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from core.errors import EmbedscopeError
from tests.asked_agents import told
from tests.bad_input.row import CARD, ENCODER, PAIRS, PHOTO, RECIPE, UPLOAD

Door = Callable[[Path], str]
"""Brings a file, and returns the sentence with which it is refused; "" where it is taken."""
WRONG = 2


def commanded(*words: str) -> str:
    """What the command line says on refusing, with exit status 2."""
    from core.__main__ import main

    out, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        status = main(list(words))
    assert status in (0, WRONG), said.getvalue()
    return said.getvalue().strip() if status else ""


def refusing(call: Callable[[], object]) -> str:
    """What a function says that raises what is meant for people."""
    try:
        call()
    except EmbedscopeError as error:
        return str(error)
    return ""


def _of_gradio(call: Callable[[], object]) -> str:
    import gradio as gr

    try:
        call()
    except gr.Error as error:
        return str(error.message)
    return ""


def _clothes(path: Path) -> str:
    from pages.widgets import clothes

    return _of_gradio(lambda: clothes._classify({"path": str(path)}, None))


def _clothes_page(path: Path) -> str:
    from pages.widgets import clothes

    return clothes._row(path.name, path.read_bytes(), None).refused


def _kinship(path: Path) -> str:
    from pages.widgets import kinship

    photo = {"path": str(path)}
    return _of_gradio(lambda: kinship._kin(photo, photo, None))


def _puzzle(path: Path) -> str:
    from pages.widgets import puzzle

    return _of_gradio(lambda: puzzle._called({"path": str(path)}, None, None))


def _agent(tool: str, *arguments: str) -> Door:
    def ask(path: Path) -> str:
        photo = base64.b64encode(path.read_bytes()).decode()
        return str(told(tool, **dict.fromkeys(arguments, f"data:,{photo}")).get("error", ""))

    return ask


def _page_map(path: Path) -> str:
    """The map's page looks at headers alone: what it takes, the job that it starts refuses."""
    from core.embeddings.uploads import brought

    asked = brought.Asked(path, path.name)
    return refusing(lambda: brought.look(asked)) or commanded("embeddings", "--file", str(path))


def _page_data(path: Path) -> str:
    from core.embeddings.uploads.classes import take

    return refusing(lambda: take(path, path.name))


def _listed(path: Path) -> str:
    from core.verification.listed import listed_pairs

    text = path.read_bytes().decode("utf-8", "replace")
    groups = np.zeros(3, int)
    return refusing(lambda: listed_pairs(text, names=["x.jpg", "y.jpg", "z.jpg"], groups=groups))


def _card_of(path: Path) -> Path:
    """A run that is whole, but for its card."""
    from core.paths import runs_folder
    from tests.conftest import write_checkpoint

    run = write_checkpoint(runs_folder() / "bad", count=20)
    shutil.copy(path, run / "card.json")
    return run


def _agents_card(path: Path) -> str:
    with _gone_after(_card_of(path)) as run:
        return str(told("get_card", run=run.name).get("error", ""))


def _pages_card(path: Path) -> str:
    from core.runs.run import Run

    with _gone_after(_card_of(path)) as run:
        return refusing(lambda: Run(run).finished())


@contextlib.contextmanager
def _gone_after(folder: Path) -> Iterator[Path]:
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


DOORS: dict[str, dict[str, Door]] = {
    PHOTO: {
        "the clothes widget's API": _clothes,
        "the clothes page": _clothes_page,
        "the kinship widget's API": _kinship,
        "the puzzle widget's API": _puzzle,
        "the command line": lambda path: commanded("classify", str(path)),
        "an agent": _agent("classify_photo", "photo"),
        "an agent's pair": _agent("kin_of_photos", "first", "second"),
    },
    UPLOAD: {
        "the map": _page_map,
        "a data set": _page_data,
        "the command line": lambda path: commanded("embeddings", "--file", str(path)),
    },
    ENCODER: {"the command line": lambda path: commanded("encoders", "--add", str(path))},
    PAIRS: {
        "the page Verify": _listed,
        "the command line": lambda path: commanded("kin", "--pairs", str(path)),
    },
    RECIPE: {"the command line": lambda path: commanded("train", str(path))},
    CARD: {
        "a page": _pages_card,
        "an agent": _agents_card,
    },
}
