"""The page Evaluation: its parts for an address, and a click on a cell in a real browser."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bench.rows.confusion_cell import PLACE
from core.metrics.classification import macro_auc
from core.metrics.decimal import decimal
from core.runs.answers import Answers, answers_of
from core.runs.find import find_run
from core.runs.run import Run
from pages.evaluation.cell import worst_cell
from pages.evaluation.choose import distinct
from tests.pages.screen import open_screen, texts

PARTS = ["Per class", "Surest mistakes", "ROC", "Calibration", "Two models"]


@pytest.fixture
def classifiers(folders):
    """Two classifiers of three classes over the same 90 images, without pictures."""
    labels = np.arange(90) % 3
    for name, sure, seed in (("first", 0.3, 0), ("second", 0.9, 1)):
        draw = np.random.default_rng(seed)
        folder = folders / "checkpoints" / name
        (folder / "embedding").mkdir(parents=True)
        scores = draw.random((90, 3)) + sure * np.eye(3)[labels]
        shares = (scores / scores.sum(1, keepdims=True)).astype(np.float16)
        np.save(folder / "embedding/test_probabilities.npy", shares)
        np.save(folder / "embedding/test_labels.npy", labels.astype(np.int16))
        np.save(folder / "embedding/test.npy", draw.normal(size=(90, 4)).astype(np.float16))
        (folder / "recipe.yaml").write_text(f"title: The {name}\ntask: classify\n")
        card = {
            "title": f"The {name}",
            "net": {"name": "simple-cnn", "dimension": 3, "input_shape": [1, 28, 28]},
            "data": {"name": "no-such-data", "classes": ["ant", "bee", "cow"]},
            "embedding": {"layer": "penultimate"},
            "metrics": {"test_accuracy": {"value": 0.5 + sure / 3}},
        }
        (folder / "card.json").write_text(json.dumps(card))
    return folders


def test_two_runs_with_one_title_go_by_their_names():
    assert distinct({"a": "BaseNet", "b": "Final net"}) == {"a": "BaseNet", "b": "Final net"}
    assert distinct({"a": "BaseNet", "b": "BaseNet"}) == {"a": "a", "b": "b"}


def test_it_opens_on_a_net_whose_mistakes_can_be_seen(classifiers):
    page = open_screen("evaluation")
    assert not page.exception
    assert page.selectbox[0].value == "tiny"  # the classifiers' images are not here
    assert page.query_params["run"] in ("tiny", ["tiny"])


def test_only_runs_on_the_same_images_can_be_compared(classifiers):
    page = open_screen("evaluation", run="second")
    assert not page.exception
    assert page.selectbox[1].options[0] == "nothing"
    assert len(page.selectbox[1].options) == 2  # only the other one saw the same images
    assert "on 90 test images" in texts(page)


def test_the_cell_of_the_address_is_shown_and_what_is_missing_is_said(classifiers):
    run = Run(classifiers / "checkpoints" / "first")
    said = run.probabilities().argmax(1)
    count = int(((run.labels() == 1) & (said == 2)).sum())
    assert count
    page = open_screen("evaluation", run="first", cell="1-2")
    assert f"**bee** predicted as **cow**: {count} of 30" in texts(page)
    assert "The images cannot be shown" in texts(page)
    assert "№" in texts(page)


def test_it_opens_on_the_most_frequent_confusion(classifiers):
    run = Run(classifiers / "checkpoints" / "first")
    answers = answers_of(run)
    true, predicted = worst_cell(answers)
    wrong = answers.matrix - np.diag(np.diag(answers.matrix))
    assert wrong[true, predicted] == wrong.max() > 0
    page = open_screen("evaluation", run="first")
    assert "most frequent confusion" in texts(page)
    names = answers.classes
    assert f"**{names[true]}** predicted as **{names[predicted]}**" in texts(page)
    perfect = Answers(np.eye(3, dtype=np.float32), np.arange(3), ("a", "b", "c"), "softmax")
    assert worst_cell(perfect) is None


@pytest.mark.parametrize("cell", ["9-9", "1", "a-b", "-1-2", "1-2-3", ""])
def test_a_cell_that_is_not_there_is_no_error(cell, classifiers):
    page = open_screen("evaluation", run="first", cell=cell)
    assert not page.exception
    assert "Click any cell" in texts(page)


def test_a_sentence_leads_to_its_cell(classifiers):
    page = open_screen("evaluation", run="first")
    button = next(one for one in page.button if "predicted as" in one.label)
    button.click().run()
    assert not page.exception
    true, predicted = button.key.removeprefix("confused-").split("-")
    assert page.query_params["cell"] in (f"{true}-{predicted}", [f"{true}-{predicted}"])
    assert "to see its images and their place" not in texts(page)


@pytest.mark.parametrize("view", PARTS)
@pytest.mark.parametrize("other", ["", "second"])
def test_every_part_opens(view, other, classifiers):
    query = {"run": "first", "view": view} | ({"other": other} if other else {})
    page = open_screen("evaluation", **query)
    assert not page.exception
    assert not page.error


def test_an_embeddings_roc_is_by_31_votes(folders):
    page = open_screen("evaluation", run="tiny", view="ROC")
    assert not page.exception
    run = find_run("tiny")
    many = answers_of(run, votes=31)
    assert many.k == 31
    expected = macro_auc(many.probabilities, many.labels)
    assert expected != macro_auc(answers_of(run).probabilities, many.labels)
    said = " ".join(each.value for each in page.caption)
    assert f"Mean area over 10 classes: {decimal(expected, 5)}" in said
    assert "By 31 votes, not 3" in said


def test_two_models_are_told_apart_in_words(classifiers):
    page = open_screen("evaluation", run="first", other="second", view="Two models", cell="0-1")
    said = texts(page)
    assert "McNemar" in said
    assert "The second is better" in said
    assert "ant predicted as bee by The first alone" in said


def test_clustered_by_row(classifiers):
    page = open_screen("evaluation", run="first", show="rows", order="clustered")
    assert not page.exception
    assert page.query_params["order"] in ("clustered", ["clustered"])


def test_an_embedding_answers_by_votes(folders):
    page = open_screen("evaluation", run="tiny", view="Calibration", cell="0-0")
    assert not page.exception
    assert "the 3 nearest training images vote" in texts(page)
    assert "the neighbours' votes for it" in texts(page)
    assert any('data-key="0-0"' in html.proto.body for html in page.get("html"))


def test_an_unknown_run_is_named(folders):
    page = open_screen("evaluation", run="../../etc")
    assert not page.exception
    assert any("../../etc" in warning.value for warning in page.warning)


def test_a_click_on_a_cell_shows_its_images(server, page):
    from playwright.sync_api import expect

    run = Run(server.folder / "checkpoints" / "tiny")
    page.goto(f"{server.url}/evaluation?run=tiny")
    page.locator(".js-plotly-plot .scatterlayer").first.wait_for(state="attached")
    page.locator("canvas").first.wait_for()
    for true in (3, 5):
        gallery = page.locator(f'.pictures[data-key="{true}-{true}"]')
        for _ in range(40):  # a click is lost while the matrix is drawn anew
            x, y = page.evaluate(PLACE, [true, true])
            page.mouse.move(x + 3, y + 3)
            page.mouse.move(x, y)
            page.wait_for_timeout(300)
            page.mouse.click(x, y)
            page.wait_for_timeout(2000)
            if gallery.locator(".picture").count():
                break
        assert f"cell={true}-{true}" in page.url
        shown = gallery.locator(".picture").evaluate_all("all => all.map(one => one.title)")
        rows = [int(title.split()[2].rstrip(":")) for title in shown]
        assert rows
        assert (run.labels()[rows] == true).all()
    expect(page.locator(".js-plotly-plot .shapelayer path")).to_have_count(1)  # the last one alone
    marked = page.locator(".map.bare")
    assert int(marked.get_attribute("data-chosen")) > 0
