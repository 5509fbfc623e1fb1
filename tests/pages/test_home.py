import shutil
from urllib.parse import parse_qsl

import pytest

from core.figures.tables import Number, figure_text, html_number
from core.jobs.jobs import jobs, make_job
from core.paths import ROOT
from core.recipes.recipe import load_recipe
from core.runs.answers import answers_of
from core.runs.run import Run
from core.tasks.embed.diagnosis import diagnosis
from pages.evaluation.cell import worst_cell
from pages.home.doors import DOORS, MATRIX, PICTURES
from pages.shared.shipped_race import LANES
from tests.pages.screen import component, open_screen


@pytest.fixture
def home(folders):
    return open_screen("home")


def all_text(screen):
    return "\n".join(
        block.value for block in [*screen.markdown, *screen.subheader, *screen.caption]
    )


def test_a_running_job_is_shown_and_a_title_is_no_markup(folders):
    make_job(folders / "runs" / "one", [load_recipe("light-2d")], title="My **race** <b>")
    text = all_text(open_screen("home"))
    assert "Running now" in text
    assert r"My \*\*race\*\* \<b\>" in text


def test_what_to_do_without_fashion_mnist(folders, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(folders / "no-data"))
    home = open_screen("home")
    assert "Fashion-MNIST is not on this machine" in all_text(home)
    next(one for one in home.button if one.label == "Get Fashion-MNIST (31 MB)").click().run()
    assert not home.exception
    (job,) = jobs().all()
    assert (job.kind, job.state, job.about) == ("get-data", "queued", {"data": "fashion-mnist"})
    assert "Get Fashion-MNIST (31 MB)" in all_text(home)  # the job, in the button's place
    assert not [one for one in home.button if one.label.startswith("Get ")]
    links = {link.proto.label: link.proto.query_string for link in home.get("page_link")}
    assert links["Race on Fashion-MNIST"] == "data.name=fashion-mnist"


def test_small_figures_keep_their_digits():
    assert figure_text(0.85321) == ".853"
    assert figure_text(8.61e-6) == "8.61e-06"
    assert figure_text(0) == "0"
    assert html_number(Number(None)) == "–"


def test_a_broken_card_is_a_sentence_not_a_traceback(folders):
    (folders / "checkpoints" / "tiny" / "card.json").write_text("{")
    home = open_screen("home")
    assert not home.exception
    assert any("card.json" in told.value for told in (*home.text, *home.caption))


@pytest.fixture
def race(folders):
    for name in LANES:
        shutil.copytree(ROOT / "checkpoints" / name, folders / "checkpoints" / name)
    shutil.copytree(ROOT / "checkpoints/thumbs", folders / "checkpoints/thumbs")
    return folders


def test_the_race_on_home_shows_what_its_words_say():
    fallen, learned = (diagnosis(Run(ROOT / "checkpoints" / name)) for name in LANES)
    assert fallen.startswith("Collapsed at step 10: every image maps to one point")
    assert learned.startswith("Learned")


def test_home_opens_on_the_shipped_race(race):
    home = open_screen("home")
    assert not home.exception
    maps = component(home, "race_maps").bytes
    assert b'"plays": true' in maps
    assert len(maps) > 2 * 50 * 360 * 4  # lanes, frames, points, two 16-bit numbers
    assert ".14 on 360 test images" in all_text(home)
    assert ".92 on 360 test images" in all_text(home)


def test_it_can_be_run_with_one_press(race):
    home = open_screen("home")
    next(one for one in home.button if one.label == "Run it yourself").click().run()
    assert not home.exception
    (job,) = jobs().all()
    assert [run.name for run in job.runs] == ["batch-hard", "semi-hard"]
    asked = [run.recipe() for run in job.runs]
    shipped = [load_recipe(name) for name in LANES]
    for one, other in zip(asked, shipped, strict=True):
        assert (one.margin, one.optimiser, one.length) == (
            other.margin,
            other.optimiser,
            other.length,
        )
        assert (one.data.name, one.batch, one.seed) == ("digits", other.batch, other.seed)


def test_without_the_race_the_other_doors_stay(home):
    links = {link.proto.label for link in home.get("page_link")}
    assert links >= {"Explore a map of images", "Try a photo of your own"}
    assert not [one for one in home.button if one.label == "Run it yourself"]


def test_a_picture_leads_to_what_it_shows(monkeypatch, tmp_path):
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(tmp_path / "runs"))
    home = open_screen("home")
    assert len(home.get("image")) == len(DOORS)
    asked = {link.proto.label: link.proto.query_string for link in home.get("page_link")}
    for door in DOORS:
        assert (PICTURES / f"{door.picture}.webp").stat().st_size < 12_000
        assert dict(parse_qsl(asked[door.label])) == door.query
        opened = open_screen(door.screen, **door.query)
        assert not opened.exception
        assert not opened.error
        assert not opened.warning
        for key, text in door.query.items():
            assert opened.query_params[key] in (text, [text])


def test_the_matrix_on_home_shows_what_its_words_say():
    answers = answers_of(Run(ROOT / "checkpoints" / MATRIX))
    true, predicted = worst_cell(answers)
    assert answers.classes[true] == "Shirt"
    assert answers.classes[predicted].startswith("T-shirt")


def test_doors_whose_runs_are_gone_are_left_out(home):
    assert not home.get("image")


def test_an_address_without_a_page_is_named(folders):
    home = open_screen("home", unknown="fiters<b>")
    assert [told.value for told in home.warning] == [
        r"There is no page “fiters\<b\>”: this is Home."
    ]
