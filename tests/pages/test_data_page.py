"""The page Data: what is here with pictures, what can be fetched or removed, one's own images."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core import data
from core.data.fetch import removable, remove
from core.data.own import all_own
from core.diagnosis.data_check import check_data
from core.diagnosis.kept_checks import keep_check, shipped_baselines
from core.errors import DataMissing
from core.figures.baselines import in_words
from core.files import files_below
from core.jobs.jobs import jobs
from core.jobs.kinds import CHECK, TAKE
from core.jobs.kinds.check_data import described
from core.jobs.worker import work
from core.paths import own_folder, runs_folder
from core.registry import entries
from pages.data.samples import SIDE, glance
from tests.core.data import making
from tests.pages.screen import open_screen, texts


@pytest.fixture
def mnist(own_places: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An MNIST of 30 and 20 images in a data folder of the test's own."""
    folder = own_places / "sets"
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(folder))
    making.idx_set(folder / "MNIST" / "raw", packed=False)
    constants = entries("core.data.sets")["mnist"].constants
    monkeypatch.setitem(constants, "SIZES", {"train": 30, "test": 20})
    return folder


def test_every_set_has_a_card_and_those_that_are_here_have_pictures(mnist: Path) -> None:
    page = open_screen("data")
    assert not page.exception
    text = texts(page)
    for name in data.names():
        assert f"**{data.title(name)}**" in text
    assert "30 training · 20 test images · 10 classes" in text
    assert len(page.get("image")) == 2  # the digits are always here
    labels = [button.label for button in page.button]
    assert "Get CIFAR-10 (170 MB)" in labels
    assert "Get MNIST (12 MB)" not in labels
    assert any("none are here yet" in each.label for each in page.expander)
    for measured in shipped_baselines().values():  # of sets that are not here too
        assert in_words(measured[0]) in text.replace("\\", "")


def test_a_sheet_holds_the_pictures_evenly_spaced(mnist: Path) -> None:
    seen = glance("mnist", "here")
    sheet = seen.sheet
    assert sheet.shape == (2 * SIDE, 10 * SIDE, 3)  # twenty test images
    images = data.load("mnist", "test").images
    first = np.asarray(images[0], float).mean()
    assert abs(float(sheet[:SIDE, :SIDE].mean()) - first) < 3


def test_what_was_fetched_can_be_removed_and_nothing_else(mnist: Path) -> None:
    (mnist / "mine.txt").write_text("kept")
    page = open_screen("data")
    buttons = [button for button in page.button if button.label == "Remove for good"]
    assert len(buttons) == 1
    buttons[0].click().run()
    assert not page.exception
    assert data.find("mnist") is None
    assert [path.name for path in mnist.iterdir()] == ["mine.txt"]
    assert not removable("digits")
    with pytest.raises(DataMissing, match="does not lie in the data folder"):
        remove("digits")


def test_what_this_server_may_not_write_is_not_offered_for_removal(
    mnist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert removable("mnist")
    monkeypatch.setattr("os.access", lambda *_: False)
    assert not removable("mnist")


def test_runs_stand_beside_what_they_learned_from(folders: Path) -> None:
    text = texts(open_screen("data"))
    assert "A tiny run" in text  # both of the made checkpoints learned from Fashion-MNIST


def _png(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def zipped(classes: dict[str, int], *, start: int = 0) -> bytes:
    out, draw = io.BytesIO(), np.random.default_rng(start)
    with zipfile.ZipFile(out, "w") as archive:
        for name, count in classes.items():
            for number in range(count):
                pixels = draw.integers(0, 255, (20, 20, 3), np.uint8)
                archive.writestr(f"{name}/{number}.png", _png(pixels))
    return out.getvalue()


def upload(page: AppTest, key: str, content: bytes, name: str = "mugs.zip") -> AppTest:
    place = next(each for each in page.file_uploader if each.key.startswith(key))
    return place.set_value([(name, content, "application/zip")]).run()


def bring(page: AppTest, key: str, content: bytes) -> AppTest:
    """Upload, press the button, and let its job be done."""
    return brought(upload(page, f"{key}-file", content), key)


def brought(page: AppTest, key: str) -> AppTest:
    """Press the button of what is uploaded, and let its job be done."""
    page.button(key=f"{key}-go").click().run()
    assert not page.exception
    (job,) = (job for job in jobs().open() if job.kind == TAKE)
    work(runs_folder() / job.job)
    return page.run()


def test_own_images_are_brought_renamed_replaced_and_deleted(mnist: Path) -> None:
    page = bring(open_screen("data"), "own", zipped({"cup": 12, "mug": 14}))
    assert not page.exception
    (said,) = page.success
    assert said.value.replace("\\", "") == "mugs: cup, mug; 18 training and 8 test images."
    (first,) = all_own()
    page.text_input(key=f"rename-{first.name}-title").set_value("Cups & mugs")
    next(b for b in page.button if b.label == "Rename").click().run()
    assert [known.title for known in all_own()] == ["Cups & mugs"]
    page = bring(page, f"replace-{first.name}", zipped({"cup": 10, "mug": 10}, start=50))
    assert page.success[0].value.startswith("Replaced.")
    (second,) = all_own()
    assert (second.title, second.name != first.name) == ("Cups & mugs", True)
    assert sum(map(len, second.splits.values())) == 20
    page = upload(page, f"replace-{second.name}", b"no zip at all", "notes.zip")
    assert any("neither an archive, a folder" in each.value for each in page.error)
    assert all_own() == [second]  # nothing is lost
    assert not list(files_below(own_folder() / "uploads"))  # and nothing of it is left
    page.button(key=f"delete-{second.name}").click().run()
    assert not page.exception
    assert all_own() == []


def test_what_the_table_says_is_offered_and_a_reload_finds_the_job(mnist: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        rows = ["file_name,kind,usage"]
        for i in range(20):
            pixels = np.random.default_rng(i).integers(0, 255, (9, 9, 3), np.uint8)
            archive.writestr(f"{i}.png", _png(pixels))
            rows.append(f"{i}.png,{'cup' if i % 2 else 'mug'},{'test' if i < 6 else 'train'}")
        archive.writestr("metadata.csv", "\n".join(rows))
    page = upload(open_screen("data"), "own-file", out.getvalue())
    assert "20 images by their names. Columns" in texts(page).replace("\\", "")
    page.selectbox(key="own-label").select("kind")
    page.selectbox(key="own-split").select("usage").run()
    page.button(key="own-go").click().run()
    (job,) = jobs().open()
    page = open_screen("data")  # as after a reload
    assert "**Bring mugs.zip**" in texts(page).replace("\\", "")
    work(runs_folder() / job.job)
    page = page.run()
    assert page.success[0].value.replace("\\", "") == (
        "mugs: cup, mug; 14 training and 6 test images."
    )


def test_what_is_refused_is_said_until_it_is_dismissed(mnist: Path) -> None:
    page = bring(open_screen("data"), "own", zipped({"cup": 12, "mug": 3}))
    assert any("mug (3)" in each.value.replace("\\", "") for each in page.error)
    assert list((runs_folder().parent / "own").glob("uploads/*")) == []
    next(b for b in page.button if b.label == "Dismiss").click().run()
    assert not page.error
    assert jobs().all() == []


def test_images_that_a_job_needs_are_neither_deleted_nor_replaced(mnist: Path) -> None:
    page = bring(open_screen("data"), "own", zipped({"cup": 12, "mug": 14}))
    (own,) = all_own()
    jobs().start(CHECK, described(own.name), title="Check mugs")
    page.button(key=f"delete-{own.name}").click().run()
    assert any("Check mugs still needs these images" in each.value for each in page.error)
    assert all_own() == [own]


def test_a_check_is_queued_and_what_it_found_is_shown(mnist: Path) -> None:
    page = open_screen("data")
    page.button(key="check-mnist").click().run()
    (job,) = jobs().all()
    assert (job.kind, job.about, job.title) == (CHECK, {"data": "mnist"}, "Check MNIST")
    jobs().cancel(job.job)
    jobs().delete(job.job)
    check = check_data("mnist")
    keep_check(check)
    page = open_screen("data", check="mnist")
    assert not page.exception
    found = [each for each in check.findings if each.count]
    section = next(each for each in page.expander if each.label.startswith("Checked "))
    assert section.proto.expanded
    text = texts(page).replace("\\", "")
    for finding in check.findings:
        assert finding.text in text
    assert len(found) == 0 or found[0].advice in text


def test_the_classes_of_a_set_are_counted(mnist: Path) -> None:
    seen = glance("mnist", "counted")
    images = {split: data.load("mnist", split) for split in ("train", "test")}
    assert sum(trained for trained, _ in seen.counts) == 30
    assert [tested for _, tested in seen.counts] == np.bincount(
        images["test"].labels, minlength=10
    ).tolist()
    assert seen.pixels == "4 x 4 pixels"
    assert seen.size == sum(path.stat().st_size for path in (mnist / "MNIST" / "raw").iterdir())
