"""However much is broken, every page opens; two of them say what is, and why."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.jobs.jobs import BROKEN, jobs
from core.studies import study
from core.studies.shipped import shipped
from pages.serving.screens import screens
from tests.breakages import (
    CLOUD_FILES,
    JOB_FILES,
    MAP_FILES,
    OWN_FILES,
    RUN_FILES,
    breakages,
    broken_copy,
    write_embedding_set,
    write_job,
    write_own,
    write_whole_run,
)
from tests.conftest import write_checkpoint
from tests.pages.screen import open_screen

LISTING = ("home", "live")
ASKED = (
    ("map", {"checkpoint": "run-recipe.yaml-missing"}),
    ("map", {"cloud": "cloud-4"}),
    ("map", {"job": "job-job.json-a-list"}),
    ("train", {"job": "lane-card.json-a-text"}),
    ("triplet_lab", {"race": "gone"}),
    ("evaluation", {"run": "run-card.json-cut"}),
    ("inside_network", {"run": "run-model.safetensors-cut"}),
    ("curves", {"runs": "run-history.csv-of-texts,tiny"}),
)


@pytest.fixture(scope="module")
def ruins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two whole checkpoints, and beside them everything broken in every way."""
    folder = tmp_path_factory.mktemp("ruins")
    whole, runs = folder / "whole", folder / "runs"
    write_checkpoint(folder / "checkpoints/tiny")
    write_whole_run(whole / "run")
    write_embedding_set(whole / "cloud")
    write_job(whole / "job", whole / "run")
    write_own(whole / "own")
    runs.mkdir()
    for name, way in breakages(RUN_FILES):
        said = f"{name.replace('/', '-')}-{way.__name__.replace('_', '-')}"
        broken_copy(whole / "run", runs / f"run-{said}", name, way)
        if name in ("card.json", "recipe.yaml", "history.csv"):
            write_job(broken_copy(whole / "run", runs / f"lane-{said}", name, way), None)
            (runs / f"lane-{said}/job.json").write_text(
                (whole / "job/job.json").read_text(encoding="utf-8")
            )
    for name, way in breakages(JOB_FILES):
        said = f"job-{name}-{way.__name__.replace('_', '-')}"
        broken_copy(whole / "job", runs / said, name, way)
    for kind in ("map", "probe"):
        write_job(runs / f"of-{kind}", kind=kind)
    write_job(runs / "gone", whole / "run")
    for path in (runs / "gone").iterdir():
        if path.name not in ("job.json", "status.json"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for number, (name, way) in enumerate(breakages((*CLOUD_FILES, *MAP_FILES))):
        broken_copy(whole / "cloud", folder / f"clouds/cloud-{number}", name, way)
    for number, (name, way) in enumerate(breakages(OWN_FILES)):
        broken_copy(whole / "own", folder / f"own/own-{number:012x}", name, way)
    broken_copy(whole / "run", folder / "checkpoints/shipped", "card.json", _of_the_future)
    return folder


def _of_the_future(path: Path) -> None:
    path.write_text('{"schema": 99}')


@pytest.fixture(autouse=True)
def within(ruins: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from core import paths

    monkeypatch.setattr(paths, "CHECKPOINTS", ruins / "checkpoints")
    for name in ("runs", "clouds", "own"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name.upper()}", str(ruins / name))
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(ruins / "none"))


@pytest.mark.parametrize("name", [screen.name for screen in screens()])
def test_every_page_opens_amid_ruins(name: str) -> None:
    page = open_screen(name)
    assert not page.exception
    assert [title.value for title in page.title]
    assert not [error.value for error in page.error]
    if name not in LISTING:
        return
    told = {text.value for text in page.text} | {text.value for text in page.caption}
    assert any("schema 99" in text and "update Embedscope" in text for text in told)
    if name == "live":
        shown = [job for job in jobs().all() if job.state == BROKEN][:20]
        assert len(shown) > 10
    buttons = {button.label for button in page.button}
    assert "Delete for good" in buttons


@pytest.mark.parametrize(("name", "query"), ASKED, ids=str)
def test_a_link_to_what_is_broken_says_so(name: str, query: dict[str, str]) -> None:
    page = open_screen(name, **query)
    assert not page.exception
    assert page.error or page.warning or page.info or page.selectbox


@pytest.mark.parametrize(
    "name", ["home", "live", "curves", "train", "transfer", "self_supervision"]
)
def test_studies_that_cannot_be_read_break_no_page(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are broken but one: pages that list studies show the other, and why."""
    for path in study.FOLDER.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text if path.stem == "ladder" else "title: [")
    shipped()  # kept for as long as Python runs, in the order of the whole studies
    monkeypatch.setattr(study, "FOLDER", tmp_path)
    page = open_screen(name)
    assert not page.exception
    said = " ".join(each.value for each in (*page.text, *page.warning, *page.error))
    if name in ("home", "live", "curves", "transfer"):
        assert f"{tmp_path / 'transfer.yaml'} cannot be read" in said
    if name == "self_supervision":
        assert "No study with pairs can be read" in said
