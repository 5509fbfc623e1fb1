"""The lab as a visitor meets it: empty, with nonsense settings, with a race that was really run."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from core.jobs.jobs import DONE, jobs, make_job
from core.metrics.decimal import decimal
from core.recipes.recipe import changed
from pages.shared.job_strip import progress_text
from pages.triplet_lab.settings import SHARED, Entrant, Race, recipes, to_query
from tests.pages.screen import component, field, open_screen, press, texts

SMALL = Race(
    (Entrant("batch-hard", 1e-3), Entrant("nca")),
    changed(
        SHARED,
        {"data.name": "digits", "batch.size": 60, "length.steps": 6, "optimiser.lr": 5e-3},
    ),
    "A small race",
)


@pytest.fixture(autouse=True)
def alone(folders, monkeypatch):
    """No data set but the digits, and empty folders."""
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(folders / "data"))


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> Path:
    from core.jobs.worker import work

    folder = tmp_path_factory.mktemp("race") / "small-race"
    make_job(folder, recipes(SMALL), title=SMALL.title)
    assert work(folder) == 0
    return folder


@pytest.fixture
def race(folders, trained) -> str:
    shutil.copytree(trained, folders / "runs" / "small-race")
    return "small-race"


def test_an_empty_lab_says_what_to_do_and_how_to_get_the_data():
    page = open_screen("triplet_lab")
    assert not page.exception
    assert "press *Race*" in texts(page)
    assert "Fashion-MNIST is not on this machine" in texts(page)
    assert "farthest positive" in texts(page)  # batch-hard's line of explanation
    assert "https://arxiv.org/abs/1503.03832" in texts(page)  # and semi-hard's paper
    assert field(page, "selectbox", "Data set").value == "digits"
    assert not field(page, "button", "Race").disabled


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"strategies": "nca"}, "at least two strategies"),
        ({"strategies": "nca,semi-hard,batch-all,batch-hard,arc-face"}, "at most four"),
        ({"strategies": "nca,semi-hard", "sampler": "p-k", "batch": "65"}, "P x K batch of 65"),
        (
            {"strategies": "nca,semi-hard:-1"},
            "semi-hard: Margin (recipe.margin.value) must be",
        ),
        ({"strategies": "nca,semi-hard", "batch": "5000"}, "larger than the 1,150 training images"),
        ({"strategies": "nca,semi-hard", "data": "cub200"}, "not on this machine"),
        ({"strategies": "nca,semi-hard", "net": "lenet"}, "(recipe.net.name) must be one of"),
        (
            {"strategies": "nca,semi-hard", "lr": "0"},
            "(recipe.optimiser.lr) must be greater than 0",
        ),
    ],
)
def test_settings_that_make_no_sense_are_refused_before_the_race(query, said):
    page = open_screen("triplet_lab", **query)
    assert not page.exception
    assert said in texts(page)
    assert field(page, "button", "Race").disabled
    assert jobs().all() == []


def test_a_missing_data_set_is_fetched_before_the_race():
    page = open_screen("triplet_lab", strategies="nca,semi-hard", data="fashion-mnist")
    press(page, "Get Fashion-MNIST (31 MB) and race")
    race, fetching = jobs().all()
    assert (race.after, len(race.runs)) == ((fetching.job,), 2)
    assert "first, “Get Fashion-MNIST (31 MB)”: waiting for the first step" in progress_text(race)


@pytest.mark.parametrize("query", ["nope", "nca:much", "nca,semi-hard:1:sometimes"])
def test_a_link_that_cannot_be_read_gives_a_message_and_the_form(query):
    page = open_screen("triplet_lab", strategies=query)
    assert not page.exception
    assert page.error
    assert field(page, "button", "Race")


def test_race_submits_the_settings_of_the_link_and_puts_the_race_into_the_address():
    page = open_screen("triplet_lab", **to_query(SMALL))
    press(page, "Race")
    (job,) = jobs().all()
    assert job.job in page.query_params["race"]
    assert len(page.query_params) == 1
    assert (job.title, job.state) == ("A small race", "queued")
    batch_hard, nca = (run.recipe() for run in job.runs)
    assert (batch_hard.strategy.name, batch_hard.margin.value) == ("batch-hard", 1e-3)
    assert (nca.strategy.name, nca.length.steps, nca.seed) == ("nca", 6, batch_hard.seed)
    assert batch_hard.batch == nca.batch
    assert "waiting for the first step" in page.get("progress")[0].proto.text


def test_a_race_with_a_margin_that_grows_can_be_set_by_hand():
    page = open_screen("triplet_lab")
    field(page, "multiselect", "Strategies, two to four").set_value(["semi-hard", "nca"]).run()
    field(page, "selectbox", "Over time").set_value("linear").run()
    field(page, "text_input", "To").set_value("3").run()
    press(page, "Race")
    semi_hard = jobs().all()[0].runs[0].recipe()
    margin = semi_hard.margin
    assert (margin.schedule, margin.value, margin.end) == ("linear", 1.0, 3.0)


def test_a_finished_race_shows_maps_verdicts_curves_and_downloads(race):
    page = open_screen("triplet_lab", race=race)
    assert not page.exception
    assert not page.error
    assert "**batch-hard** · margin 0.001" in texts(page)
    assert "3-NN accuracy on 360 test images" in texts(page)
    assert texts(page).count("k-NN accuracy") >= 1
    assert len(page.get("plotly_chart")) == 4
    assert (
        len(component(page, "race_maps").bytes) > 2 * 7 * 287 * 4
    )  # lanes, frames, points, two 16-bit numbers
    labels = {button.label for button in page.get("download_button")}
    assert labels >= {"Save the histories", "Save the recipes"}


def test_race_again_is_a_link_that_holds_the_settings(race):
    page = open_screen("triplet_lab", race=race)
    link = next(x.proto for x in page.get("page_link") if "again" in x.proto.label)
    query = {
        key: value[0] for key, value in parse_qs(urlsplit(f"?{link.query_string}").query).items()
    }
    assert query == to_query(SMALL)


def test_the_list_of_earlier_races_links_them_with_their_accuracies(race):
    page = open_screen("triplet_lab")
    table = next(block.value for block in page.markdown if "A small race" in block.value)
    accuracy = jobs().state(race).runs[0].finished().metric("test/knn_accuracy").value
    assert f"triplet_lab?race={race}" in table
    assert f"batch-hard {decimal(accuracy, 3)}" in table


def test_an_unknown_race_gives_a_message_and_the_races_that_are_there(race):
    page = open_screen("triplet_lab", race="nothing")
    assert not page.exception
    assert "no race “nothing”" in texts(page)
    assert "A small race" in texts(page)


def test_a_race_can_be_renamed_and_deleted(race):
    page = open_screen("triplet_lab", race=race)
    field(page, "text_input", "Name").set_value("Its second name")
    press(page, "Rename")
    assert jobs().state(race).title == "Its second name"
    press(page, "Delete for good")
    assert jobs().all() == []
    assert f"no race “{race}”" in texts(page)


def test_a_lane_whose_files_are_gone_is_a_sentence(race, folders):
    (folders / "runs" / race / "nca" / "recipe.yaml").unlink()
    page = open_screen("triplet_lab", race=race)
    assert not page.exception
    assert any("recipe.yaml" in error.value for error in page.error)


STATE = """() => {
  for (const host of document.querySelectorAll('*')) {
    const race = host.shadowRoot?.querySelector('.race');
    if (!race) continue;
    const text = (name) => race.querySelector(name)?.textContent;
    const canvas = race.querySelector('canvas.points');
    const pixels = canvas?.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const ink = pixels?.some((value) => value > 0);
    const lanes = race.querySelectorAll('canvas.points').length;
    return {lanes, ink, where: text('.where'), score: text('.score')};
  }
  return null;
}"""


@pytest.mark.browser
@pytest.mark.slow
def test_pressing_race_draws_moving_maps_that_can_be_replayed(server, page):
    settings = {**to_query(SMALL), "length.steps": "20"}
    query = "&".join(f"{key}={value}" for key, value in settings.items())
    page.goto(f"{server.url}/triplet_lab?{query}")
    page.get_by_role("button", name="Race", exact=True).click(timeout=60_000)
    page.get_by_text("3-NN accuracy on").nth(1).wait_for(timeout=240_000)
    page.wait_for_function(f"() => (({STATE})() ?? {{}}).where === 'step 20'", timeout=30_000)
    state = page.evaluate(STATE)
    assert state["lanes"] == 2
    assert state["ink"]
    assert state["score"].startswith("k-NN .")
    assert "race=" in page.url
    page.locator(".race").press("Home")
    page.wait_for_function(f"() => ({STATE})().where === 'step 0'")
    page.locator(".race").press("ArrowRight")
    page.wait_for_function(f"() => ({STATE})().where === 'step 1'")
    page.locator(".race").press(" ")
    page.wait_for_function(f"() => ({STATE})().where === 'step 20'", timeout=60_000)
    assert jobs_done(server.folder / "runs")


def jobs_done(folder: Path) -> bool:
    from core.jobs.jobs import LocalJobs

    return [job.state for job in LocalJobs(folder).all()] == [DONE]


def test_a_frozen_encoder_takes_the_networks_place():
    asked = {
        "strategies": "nca,circle",
        "data.name": "digits",
        "batch.size": "60",
        "net.encoder": "net:efficientnet-lite0?size=64",
        "net.normalised": "true",
    }
    page = open_screen("triplet_lab", **asked)
    assert not page.exception
    assert field(page, "selectbox", "Frozen encoder").value == asked["net.encoder"]
    labels = [box.label for box in page.selectbox]
    assert "Start of the head" in labels
    assert "Network" not in labels
    assert field(page, "number_input", "Hidden units").value == 0
    assert not field(page, "button", "Race").disabled
    wrong = open_screen("triplet_lab", **asked, **{"data.augment": "[flip]"})
    assert "data.augment needs to be left out" in texts(wrong)
    assert "Augmentation" in [box.label for box in wrong.multiselect]  # to take it back
    unknown = open_screen("triplet_lab", **{**asked, "net.encoder": "lite"})
    assert "'lite' names no encoder" in texts(unknown)
