"""The page Transfer: the four side by side, a job of them, and own images that are brought."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core.data.own import all_own
from core.jobs.jobs import jobs
from core.metrics.metric import Metric
from core.runs.card_file import write_card
from core.runs.card_parts import VectorHeadCard
from core.studies.study import study
from core.studies.transfer import STUDY, THROUGH_ENCODER, is_transfer, through_encoder
from tests.made_classifier import write_classifier
from tests.pages.screen import component, field, open_screen
from tests.pages.test_data_page import brought

WAYS = study(STUDY).titles
WRONG = dict(zip(WAYS, (60, 12, 11, 10), strict=True))


pytestmark = pytest.mark.usefixtures("own_places")


@pytest.fixture
def shipped(own_places):
    for way, wrong in WRONG.items():
        folder = own_places / "checkpoints" / way
        write_classifier(folder, recipe=way, count=160, wrong=wrong)
    return own_places


def zipped(classes: dict[str, int]) -> bytes:
    out, draw = io.BytesIO(), np.random.default_rng(0)
    with zipfile.ZipFile(out, "w") as archive:
        for name, count in classes.items():
            for number in range(count):
                png = io.BytesIO()
                pixels = draw.integers(0, 255, (20, 20, 3), np.uint8)
                Image.fromarray(pixels).save(png, "PNG")
                archive.writestr(f"{name}/{number}.png", png.getvalue())
    return out.getvalue()


def test_without_anything_it_says_what_to_do():
    page = open_screen("transfer")
    assert not page.exception
    said = " ".join(each.value for each in page.info)
    assert "Train the four" in said
    assert "hymenoptera_data.zip" in said  # how to get ants and bees


def test_the_four_are_compared_in_words(shipped):
    page = open_screen("transfer")
    assert not page.exception
    assert not page.error
    said = " ".join(each.value for each in page.markdown)
    assert "Can be told apart:" in said
    assert "**Frozen + SVM** over From scratch" in said
    assert "Cannot be told apart:** Frozen + SVM and Fine-tuned" in said
    assert len(page.get("plotly_chart")) == 1
    assert page.query_params["race"] in ("shipped", ["shipped"])


@pytest.mark.parametrize(("view", "charts"), [("curves", 2), ("moved", 1), ("nonsense", 1)])
def test_a_view_shows_its_part_alone(shipped, view, charts):
    page = open_screen("transfer", view=view)
    assert not page.exception
    assert not page.error
    assert len(page.get("plotly_chart")) == charts


def test_the_same_images_lie_on_four_maps(shipped):
    page = open_screen("transfer", view="maps")
    assert not page.exception
    panes = json.loads(component(page, "point_map").bytes)["panes"]
    assert [pane["title"] for pane in panes] == list(WAYS.values())


def test_one_kept_without_weights_still_counts(shipped):
    way = next(iter(WAYS))
    (shipped / "checkpoints" / way / "model.safetensors").unlink()
    page = open_screen("transfer", view="moved")
    assert not page.exception
    assert any("From scratch: stored without weights" in each.value for each in page.caption)


def test_own_images_are_queued_as_one_job(own_places):
    page = open_screen("transfer")
    page.selectbox(key="transfer-data").select("own").run()
    given = [("mugs.zip", zipped({"cup": 12, "mug": 14}), "application/zip")]
    page = brought(page.file_uploader(key="transfer-file").set_value(given).run(), "transfer")
    assert not page.exception
    assert any("mugs: cup, mug; 18 training and 8 test images" in s.value for s in page.success)
    next(each for each in page.text_input if each.label == "Epochs").set_value("2").run()
    next(button for button in page.button if button.label == "Train the four").click().run()
    assert not page.exception
    job, _ = jobs().all()  # the newest, and the one that brought the images
    assert job.title == "Transfer: mugs"
    assert {run.name for run in job.runs} == set(WAYS)
    assert job.runs[0].name == "report-transfer-svm"  # it answers in seconds
    recipes = [run.recipe() for run in job.runs]
    assert {recipe.data.name[:4] for recipe in recipes} == {"own-"}
    assert {recipe.length.epochs for recipe in recipes} == {2}
    assert page.query_params["race"] in (job.job, [job.job])
    assert any("first of them" in each.value for each in page.info)


def test_own_images_are_deleted_but_not_while_a_net_learns_from_them(own_places):
    page = open_screen("transfer")
    page.selectbox(key="transfer-data").select("own").run()
    given = [("mugs.zip", zipped({"cup": 12, "mug": 14}), "application/zip")]
    page = brought(page.file_uploader(key="transfer-file").set_value(given).run(), "transfer")
    (own,) = all_own()
    next(button for button in page.button if button.label == "Train the four").click().run()
    assert page.button(key=f"delete-{own.name}").disabled
    jobs().cancel(jobs().all()[0].job)
    page.run()
    page.button(key=f"delete-{own.name}").click().run()
    assert not page.exception
    assert all_own() == []
    assert page.selectbox(key="transfer-data").value == "hymenoptera"


def test_own_images_that_will_not_do_are_a_sentence(own_places):
    page = open_screen("transfer")
    page.selectbox(key="transfer-data").select("own").run()
    given = [("few.zip", zipped({"cup": 12, "mug": 3}), "application/zip")]
    page = brought(page.file_uploader(key="transfer-file").set_value(given).run(), "transfer")
    assert any("mug \\(3\\)" in each.value or "mug (3)" in each.value for each in page.error)
    page.text_input(key="transfer-path-1").set_value("/no/such/folder").run()
    assert any("no file or folder" in each.value for each in page.error)


def test_an_encoder_is_read_by_three_heads_beside_its_neighbours(shipped):
    """A job of heads is one of transfer, and its page says whose vectors they read."""
    recipes = through_encoder("hymenoptera", "net:efficientnet-lite0", epochs=2)
    assert [recipe.name for recipe in recipes] == list(THROUGH_ENCODER)
    assert {recipe.net.encoder for recipe in recipes} == {"net:efficientnet-lite0"}
    job = jobs().submit(recipes, title="heads")
    runs = jobs().state(job).runs
    assert is_transfer(study(STUDY), runs)
    for run, wrong in zip(runs, (12, 10, 40), strict=True):
        write_classifier(run.folder, recipe=run.name, count=160, wrong=wrong)
        _as_head(run)
    page = open_screen("transfer", race=job)
    assert not page.exception
    said = " ".join(each.value for each in page.markdown)
    assert "heads on **EfficientNet-Lite0**" in said
    assert "Small head" in said
    assert "**Nearest neighbours** over Small head (" in said  # 8 wrong against 40
    assert "SVM and Nearest neighbours (" in said  # 10: cannot be told apart
    assert list(field(page, "segmented_control", "View").options) == [
        "Accuracy",
        "Learning curves",
        "Maps",
    ]


def _as_head(run):
    card = run.finished()
    head = VectorHeadCard("net:efficientnet-lite0", "EfficientNet-Lite0", 1280, 2)
    neighbours = {"test/knn_accuracy/frozen": Metric(0.9, 0.85, 0.94, 160)}
    metrics = {**card.metrics, **neighbours}
    labels = run.labels("test")
    named = np.where(np.arange(len(labels)) < 8, (labels + 1) % 4, labels)
    np.save(run.folder / "embedding/test_nearest.npy", named.astype(np.int16))
    write_card(run.folder / "card.json", replace(card, net=None, head=head, metrics=metrics))
