"""The page Self-supervision: pairs with and without puzzles, and what to do without any."""

from __future__ import annotations

import argparse
import json
import shutil

import numpy as np
import pytest

from core import paths
from core.commands import keep
from core.jobs.jobs import jobs
from core.metrics.paired import compare
from core.recipes.recipe import changed
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.studies.pairs import data_sets, pairs
from core.tasks import train
from core.tasks.jigsaw.settings import JigsawRecipe
from pages.self_supervision.gains import in_words
from tests.core.tasks.jigsaw.conftest import QUICK
from tests.made_classifier import write_classifier
from tests.pages.screen import component, components, field, open_screen

pytestmark = pytest.mark.usefixtures("own_places")


@pytest.fixture
def trained(own_places):
    """The report's pair of the last layer and of fine-tuning, and ours with two shares of labels.

    Puzzles gave much to the first, and cost nothing that could be told to the second.
    """
    wrong = {0: (30, 80), 1: (20, 22), 2: (10, 12), 3: (40, 90)}
    for number, counts in wrong.items():
        pair = pairs("cifar100")[number]
        for recipe, count in zip((pair.recipe, pair.control), counts, strict=True):
            folder = own_places / "checkpoints" / recipe
            write_classifier(folder, net="cfn-branch", recipe=recipe, count=160, wrong=count)
    run = Run(own_places / "checkpoints" / "jigsaw")
    RunWriter(run).begin(
        changed(JigsawRecipe(), {**QUICK, "data.names": ["digits"], "length.steps": 2})
    )
    assert train([run])
    return own_places


def button(page, label):
    return next(each for each in page.button if each.label == label)


def test_a_net_is_taught_by_puzzles_of_what_is_here(own_places):
    page = open_screen("self_supervision")
    assert field(page, "multiselect", "Pictures").value == ["digits"]
    field(page, "number_input", "Orders").set_value(16)
    field(page, "text_input", "Epochs").set_value("2").run()
    button(page, "Train on puzzles").click().run()
    assert not page.exception
    assert not page.error
    (job,) = jobs().all()
    recipe = job.runs[0].recipe()
    assert (recipe.data.names, recipe.permutations) == (("digits",), 16)
    assert recipe.data.validation == 143
    assert recipe.length.epochs == 2
    assert any("digits, 16 orders" in each.value for each in page.markdown)


def test_no_pictures_and_no_folder_are_a_sentence(own_places):
    page = open_screen("self_supervision")
    field(page, "multiselect", "Pictures").set_value([]).run()
    assert button(page, "Train on puzzles").disabled
    assert any("no pictures to make puzzles of" in each.value for each in page.warning)
    page = open_screen("self_supervision", **{"data.names": "[/no/such/place]"})
    assert button(page, "Train on puzzles").disabled
    assert any("no file or folder /no/such/place" in each.value for each in page.warning)
    assert jobs().all() == []


def test_a_pair_begins_with_the_chosen_branch_and_the_fetching_of_its_data_set(trained):
    page = open_screen("self_supervision", opened="unlabelled-pair-cifar100")
    page.selectbox(key="unlabelled-share-cifar100").select("ours, one label in ten").run()
    button(page, "Get CIFAR-100 (169 MB) and train both").click().run()
    assert not page.exception
    job, fetching = jobs().all()
    assert (job.after, fetching.about) == ((fetching.job,), {"data": "cifar100"})
    first, second = (run.recipe() for run in job.runs)
    assert (first.name, second.name) == ("jigsaw-cifar100-10", "scratch-cifar100-10")
    assert (first.init_from, second.init_from) == ("jigsaw", None)


@pytest.mark.parametrize("data", list(data_sets()))
def test_without_anything_it_says_what_to_do(data):
    page = open_screen("self_supervision", data=data)
    assert not page.exception
    said = " ".join(each.value for each in page.info)
    assert f"No pair for {data_sets()[data]}" in said
    assert "python -m core" not in said
    links = [each.proto.query_string for each in page.get("page_link")]
    assert f"recipe={pairs(data)[0].control}" in links


def test_what_puzzles_gave_stands_in_words(trained):
    page = open_screen("self_supervision")
    assert not page.exception
    assert not page.error
    said = " ".join(each.value for each in page.markdown)
    assert "**Last layer only**: puzzles add .312 to the accuracy" in said
    assert "**Fine-tuned**: with and without puzzles cannot be told apart: +.01" in said
    assert ".377" in said  # what the report states
    assert "1.3 million pictures of ImageNet" in said
    assert "Times chance" in said
    assert len(page.get("plotly_chart")) == 1  # labels
    assert not components(page, "point_map")


@pytest.mark.parametrize(("view", "charts"), [("curves", 3), ("filters", 5)])
def test_a_view_shows_its_part_alone(trained, view, charts):
    page = open_screen("self_supervision", view=view)
    assert not page.exception
    assert not page.error
    assert len(page.get("plotly_chart")) == charts


def test_how_puzzles_were_learned_is_drawn_when_it_is_opened(trained):
    page = open_screen("self_supervision", opened="unlabelled-learned")
    assert not page.exception
    assert len(page.get("plotly_chart")) == 2  # puzzles, labels


def test_the_features_lie_side_by_side(trained):
    page = open_screen("self_supervision", view="maps")
    assert not page.exception
    titles = [pane["title"] for pane in json.loads(component(page, "point_map").bytes)["panes"]]
    assert titles == ["puzzles alone", "fine-tuned", "control"]


def test_what_puzzles_cost_is_no_negative_cost():
    right, half = np.ones(200, bool), np.arange(200) < 100
    said = in_words(compare(("control", right), ("puzzled", half)))
    assert said.startswith("puzzles cost .500 of the accuracy (")
    assert "-" not in said


def test_filters_need_no_weights_where_they_were_kept(trained, monkeypatch):
    monkeypatch.setattr(paths, "CHECKPOINTS", trained / "checkpoints")
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(trained / "runs"))
    for pair in pairs("cifar100")[1:3]:
        for name in (pair.recipe, pair.control):
            (trained / "checkpoints" / name).rename(trained / "runs" / name)
            parser = argparse.ArgumentParser()
            keep.arguments(parser)
            assert keep.run(parser.parse_args([name, name, "--no-weights"])) == 0
            shutil.rmtree(trained / "runs" / name)
    page = open_screen("self_supervision", view="filters")
    assert not page.exception
    assert not page.error
    assert len(page.get("plotly_chart")) == 5  # four sets of filters, movement


def test_the_other_data_set_is_a_link_away(trained):
    page = open_screen("self_supervision", data="fruits")
    assert not page.exception
    assert "No pair for Fruits-360" in " ".join(each.value for each in page.info)


@pytest.mark.parametrize("view", ["curves", "filters", "maps"])
def test_a_view_of_what_was_not_kept_says_so(own_places, view):
    ours = pairs("cifar100")[2]
    for recipe in (ours.recipe, ours.control):
        write_classifier(own_places / "checkpoints" / recipe, net="cfn-branch", recipe=recipe)
    page = open_screen("self_supervision", view=view)
    assert not page.exception
    assert any("are not here yet" in each.value for each in page.info)
    assert not page.get("plotly_chart")


def test_half_a_pair_says_nothing(own_places):
    pair = pairs("cifar100")[0]
    folder = own_places / "checkpoints" / pair.recipe
    write_classifier(folder, net="cfn-branch", recipe=pair.recipe)
    page = open_screen("self_supervision")
    assert not page.exception
    assert "No pair for CIFAR-100" in " ".join(each.value for each in page.info)
