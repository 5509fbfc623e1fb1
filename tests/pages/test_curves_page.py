"""The page Curves as a visitor meets it: nothing chosen, one run, several, a run under way."""

from __future__ import annotations

import json
import shutil

import pytest

from core.jobs.jobs import Status, make_job, write_status
from core.paths import ROOT
from core.studies.study import study
from tests.pages.screen import component, field, open_screen, texts
from tests.pages.training_runs import small_recipe

SHIPPED = ("base-net", "simple-cnn", "light-2d")


@pytest.fixture(autouse=True)
def shipped(folders):
    for name in SHIPPED:
        for file in ("recipe.yaml", "history.csv", "card.json"):
            (folders / "checkpoints" / name).mkdir(exist_ok=True)
            shutil.copy(ROOT / "checkpoints" / name / file, folders / "checkpoints" / name / file)
    return folders


@pytest.fixture
def going(folders) -> str:
    """A job half way through base-net's recipe."""
    folder = folders / "runs" / "going"
    make_job(folder, [small_recipe(title="Half way")], title="Half way")
    lines = (ROOT / "checkpoints/base-net/history.csv").read_text().splitlines()
    (folder / "history.csv").write_text("\n".join(lines[:120]) + "\n")
    write_status(folder, Status(state="queued", step=16, steps=32, seconds=3, left=3))
    return "going"


def test_without_a_choice_the_page_says_what_to_do_and_lists_the_saved_views():
    page = open_screen("curves")
    assert not page.exception
    assert "Choose runs above, or a study" in texts(page)
    assert "curves?view=ladder" in texts(page)
    assert "0 of 12" in texts(page)
    assert "2 of 9" in texts(page)
    assert not page.get("plotly_chart")


def test_it_opens_on_the_first_study_of_few_runs_that_are_all_here(shipped):
    zooms = study("zooms").recipes
    for name in zooms:
        (shipped / "checkpoints" / name).mkdir()
        for file in ("recipe.yaml", "history.csv", "card.json"):
            shutil.copy(ROOT / "checkpoints" / name / file, shipped / "checkpoints" / name / file)
    page = open_screen("curves")
    assert not page.exception
    assert field(page, "selectbox", "Study").value == "zooms"
    assert len(page.get("plotly_chart")) == 3
    field(page, "selectbox", "Study").select("own").run()
    assert "own" in str(page.query_params["view"])
    assert "Choose runs above, or a study" in texts(page)


def test_one_run_shows_three_charts_and_over_fitting_in_words():
    page = open_screen("curves", runs="base-net")
    assert not page.exception
    assert len(page.get("plotly_chart")) == 3
    assert "Over-fits: the validation loss rises from epoch 16 (1.702)" in texts(page)
    said = "accuracy .483 on 2,500 test images (.465 to .504 over test images; mean of 3 seeds .477"
    assert said in texts(page)
    labels = {button.label for button in page.get("download_button")}
    assert labels >= {"Save all curves", "Save event files for TensorBoard"}


def test_several_runs_of_any_task_are_laid_over_each_other():
    page = open_screen("curves", runs="base-net,simple-cnn,light-2d", x="steps", smooth="0.6")
    assert not page.exception
    spec = page.get("plotly_chart")[0].proto.spec
    assert all(title in spec for title in ("BaseNet", "Simple CNN", "LightModel"))
    assert '"steps"' in spec
    assert "k-NN, " in texts(page)
    assert field(page, "slider", "Smoothing of the training curves").value == 0.6


def test_the_choice_stands_in_the_address():
    page = open_screen("curves", runs="base-net")
    field(page, "multiselect", "Runs").set_value(["base-net", "light-2d"]).run()
    assert "base-net,light-2d" in str(page.query_params["runs"])
    field(page, "slider", "Smoothing of the training curves").set_value(0.5).run()
    field(page, "toggle", "Log loss").set_value(True).run()
    assert not page.exception
    assert "0.5" in str(page.query_params["smooth"])
    assert "log" in str(page.query_params["scale"])
    assert '"log"' in page.get("plotly_chart")[0].proto.spec


@pytest.mark.parametrize(
    "query",
    [{"runs": "nix"}, {"x": "hours"}, {"smooth": "much"}, {"smooth": "nan"}, {"view": "no"}],
)
def test_a_link_that_cannot_be_met_leaves_a_page_that_works(query):
    page = open_screen("curves", **query)
    assert not page.exception
    assert not page.error
    assert ("Not on this machine, or without a curve: nix." in texts(page)) == ("runs" in query)


def test_a_saved_view_shows_its_runs_what_is_reported_and_the_way_to_the_others():
    page = open_screen("curves", view="ours")
    assert not page.exception
    said = texts(page)
    assert "2 of 9 runs are here" in {block.label for block in page.expander}
    assert ".419" in said
    assert ".483 <small>.465 to .504" in said
    assert "train?recipe=report-base-net" in said
    assert len(page.get("plotly_chart")) == 3
    field(page, "multiselect", "More runs").set_value(["light-2d"]).run()
    assert "LightModel" in page.get("plotly_chart")[0].proto.spec


def test_a_saved_view_without_a_run_says_so():
    page = open_screen("curves", view="optimisers")
    assert not page.exception
    assert "None of these runs is here yet" in texts(page)
    assert "train?recipe=report-final-net-adadelta" in texts(page)
    assert not page.get("plotly_chart")


def test_a_run_under_way_is_drawn_as_far_as_it_came(going):
    page = open_screen("curves", runs=f"{going},base-net")
    assert not page.exception
    assert "queued: step 16 of 32" in texts(page)
    assert "Half way" in page.get("plotly_chart")[0].proto.spec


def test_a_run_that_has_not_begun_waits_for_its_first_step(going, folders):
    (folders / "runs" / going / "history.csv").unlink()
    page = open_screen("curves", runs=going)
    assert not page.exception
    assert "No loss has been logged yet." in texts(page)


def test_a_run_that_cannot_be_read_is_left_out(folders):
    (folders / "checkpoints/base-net/history.csv").write_text("step,loss\n1,two\n")
    page = open_screen("curves")
    assert not page.exception
    assert "base-net" not in field(page, "multiselect", "Runs").options


def test_a_race_is_compared_by_its_margin_and_a_collapse_is_marked(folders):
    for name in ("race-batch-hard", "race-semi-hard"):
        shutil.copytree(ROOT / "checkpoints" / name, folders / "checkpoints" / name)
    page = open_screen("curves", runs="race-batch-hard,race-semi-hard", x="steps")
    assert not page.exception
    ratio = json.loads(page.get("plotly_chart")[0].proto.spec)
    assert ratio["layout"]["yaxis"]["title"]["text"] == "Loss / margin"
    assert len(ratio["data"]) == 2
    (line,) = ratio["layout"]["shapes"]
    assert line["x0"] == line["x1"] == 10
    assert "Collapsed at step 10" in texts(page)
    assert "Learned: k-NN accuracy" in texts(page)


def test_the_losses_of_races_and_of_classifiers_have_a_chart_each(folders):
    shutil.copytree(ROOT / "checkpoints/race-semi-hard", folders / "checkpoints/race-semi-hard")
    page = open_screen("curves", runs="base-net,race-semi-hard")
    charts = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    titles = [chart["layout"]["yaxis"]["title"]["text"] for chart in charts]
    assert titles[:3] == ["Loss", "Loss / margin", "Accuracy"]
    assert {trace["name"] for trace in charts[0]["data"]} == {"BaseNet, 25 classes"}


def test_the_legend_has_a_chip_a_run_with_its_name_colour_and_figure():
    page = open_screen("curves", runs="base-net,light-2d")
    first, second = json.loads(json.loads(component(page, "run_legend").json)["runs"])
    assert (first["name"], first["label"]) == ("base-net", "BaseNet, 25 classes")
    assert first["figure"] == "test .483"
    assert second["figure"].startswith("k-NN .")
    traces = json.loads(page.get("plotly_chart")[0].proto.spec)["data"]
    assert {(t["name"], t["line"]["color"]) for t in traces if t["mode"] == "lines"} == {
        (run["label"], run["colour"]) for run in (first, second)
    }


def test_a_link_isolates_a_run_as_long_as_it_is_on_screen():
    page = open_screen("curves", runs="base-net,light-2d", only="light-2d")
    assert json.loads(component(page, "run_legend").json)["only"] == "light-2d"
    field(page, "toggle", "Log loss").set_value(True).run()
    assert "light-2d" in str(page.query_params["only"])
    field(page, "multiselect", "Runs").set_value(["base-net"]).run()
    assert not page.exception
    assert json.loads(component(page, "run_legend").json)["only"] is None
    assert "only" not in page.query_params


def test_a_link_that_isolates_no_run_on_screen_shows_all():
    page = open_screen("curves", runs="base-net", only="light-2d")
    assert not page.exception
    assert json.loads(component(page, "run_legend").json)["only"] is None
    assert "only" not in page.query_params
