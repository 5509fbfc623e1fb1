"""Checkpoints and jobs of other tasks are here: pages that show embeddings leave them out."""

import shutil

import numpy as np
import pytest
from safetensors.numpy import save_file

from core.inference.photos.classify import clothes_checkpoints
from core.jobs.jobs import Status, make_job, write_status
from core.paths import ROOT
from core.recipes.recipe import changed, load_recipe
from tests.pages.screen import open_screen


@pytest.fixture
def kin(folders):
    shutil.copytree(ROOT / "checkpoints/kin", folders / "checkpoints/kin")
    recipes = [changed(load_recipe("kin"), {"seed": seed}) for seed in (0, 1)]
    for count in (1, 2):
        folder = folders / "runs" / f"kin-{count}"
        make_job(folder, recipes[:count], title=f"{count} pair models")
        write_status(folder, Status(state="done", step=16, steps=16, seconds=40))
    return folders


@pytest.mark.parametrize("name", ["home", "map", "triplet_lab", "live"])
def test_every_page_opens_beside_them(kin, name):
    page = open_screen(name)
    assert not page.exception
    assert not page.error


def test_only_embeddings_stand_among_the_nets(kin):
    tables = "\n".join(block.value for block in open_screen("studies").markdown)
    assert "A tiny run" in tables
    assert "Kin or not" not in tables
    assert clothes_checkpoints() == []  # their nets were not kept
    save_file({"w": np.zeros(1, np.float32)}, kin / "checkpoints/tiny/model.safetensors")
    assert [run.name for run in clothes_checkpoints()] == ["tiny"]


def test_only_races_are_earlier_races(kin):
    assert "2 pair models" not in "\n".join(b.value for b in open_screen("triplet_lab").markdown)


def test_a_pair_model_is_no_race_to_look_at(kin):
    page = open_screen("triplet_lab", race="kin-2")
    assert not page.exception
    assert any("no race" in block.value for block in page.warning)


def test_a_job_of_another_task_can_be_managed(kin):
    page = open_screen("live")
    assert "**2 pair models**" in "\n".join(block.value for block in page.markdown)
    assert {"Rename", "Delete for good"} <= {button.label for button in page.button}
