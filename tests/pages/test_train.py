"""The page Train as a visitor meets it: a recipe, changes, nonsense, a training that was run."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from core.jobs.jobs import DONE, LocalJobs, Status, jobs, make_job, write_status
from core.metrics.decimal import decimal
from pages.train.address import to_query
from tests.pages.screen import field, open_screen, press, texts
from tests.pages.training_runs import small_recipe, small_training


@pytest.fixture(autouse=True)
def alone(folders, monkeypatch):
    """No data set but the digits, and empty folders."""
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(folders / "data"))


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("training") / "four-digits"
    return small_training(folder, small_recipe(), title="Four digits")


@pytest.fixture
def job(folders, trained) -> str:
    shutil.copytree(trained, folders / "runs" / "four-digits")
    return "four-digits"


def test_the_first_visit_shows_a_recipe_its_layers_and_why_it_cannot_start_here():
    page = open_screen("train", recipe="report-base-net")
    assert not page.exception
    assert "**BaseNet** · 24,197 parameters" in texts(page)
    assert "6 × 28 × 28".replace(" × ", "\u00a0×\u00a0") in texts(page)
    assert ".4192" in texts(page)  # what the report states
    assert "python -m core" not in texts(page)
    assert not field(page, "button", "Get CIFAR-100 (169 MB) and start training").disabled
    assert "report-base-net" in str(page.query_params["recipe"])


def test_the_first_visit_can_be_started_at_once():
    page = open_screen("train")
    assert not page.exception
    assert not field(page, "button", "Start training").disabled
    assert "digits" in str(page.query_params["data.name"])


def test_a_missing_data_set_is_fetched_first_by_the_same_press():
    for _ in range(2):  # the second run waits for the same job
        page = open_screen("train", recipe="simple-cnn")
        press(page, "Get MNIST (12 MB) and start training")
    *runs, fetching = jobs().all()
    assert fetching.about == {"data": "mnist"}
    assert [run.after for run in runs] == [(fetching.job,)] * 2
    assert "job" in page.query_params
    page = open_screen("train", recipe="birds")  # nobody may fetch these
    assert "is not on this machine" in texts(page)
    assert field(page, "button", "Start training").disabled
    assert not [button for button in page.button if button.label.startswith("Get ")]


def test_what_depends_on_the_data_set_follows_it_and_is_told():
    page = open_screen("train", recipe="report-base-net")
    field(page, "selectbox", "Data set").set_value("digits").run()
    assert not page.exception
    assert "all 10 classes, 144 validation images" in texts(page)
    assert field(page, "number_input", "Validation images").value == 144
    assert not field(page, "button", "Start training").disabled
    page.run()
    assert "followed the data set" not in texts(page)


def test_another_recipe_fills_the_form_anew():
    page = open_screen("train", recipe="report-base-net", **{"optimiser.lr": "0.5"})
    assert field(page, "text_input", "Learning rate").value == "0.5"
    field(page, "selectbox", "Recipe").set_value("report-final-net").run()
    assert not page.exception
    assert field(page, "text_input", "Learning rate").value == "0.01"
    assert field(page, "text_input", "Dropout rates").value == "0.25, 0.5, 0.5, 0.25"
    assert "**Deeper 2, batch norm before the ReLU** · 3,670,101 parameters" in texts(page)


def test_a_change_stands_in_the_address_and_can_be_taken_back():
    page = open_screen("train", recipe="report-base-net", **{"data.name": "digits"})
    field(page, "text_input", "Learning rate").set_value("0.02").run()
    assert not page.exception
    assert "0.02" in str(page.query_params["optimiser.lr"])
    field(page, "multiselect", "Augmentation").set_value(["flip"]).run()
    assert "[flip]" in str(page.query_params["data.augment"])
    assert "0.02" in str(page.query_params["optimiser.lr"])
    press(page, "Back to the recipe")
    assert set(page.query_params) == {"recipe"}
    assert field(page, "text_input", "Learning rate").value == "0.01"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"optimiser.lr": "0"}, "(recipe.optimiser.lr) must be greater than 0"),
        ({"data.validation": "0", "keep": "best"}, "none are kept for validation"),
        ({"batch.size": "9999"}, "The batch must hold between 2 and"),
        ({"data.classes": "-4"}, "(recipe.data.classes) must be at least 2"),
        ({"net.name": "lenet"}, "(recipe.net.name) must be one of alexnet-small"),
        ({"data.name": "nowhere"}, "(recipe.data.name) must be one of cifar10"),
        ({"net.dropout": "[0.5]"}, "needs 0 rates"),
        ({"net.pretrained": "true"}, "no ImageNet weights for base-net"),
    ],
)
def test_wrong_values_get_a_sentence_and_nothing_starts(query, said):
    asked = {"data.name": "digits", "data.classes": "4", "data.validation": "60", **query}
    page = open_screen("train", recipe="report-base-net", **asked)
    assert not page.exception
    assert said in texts(page)
    assert field(page, "button", "Start training").disabled
    assert jobs().all() == []


def test_what_is_no_number_is_said_and_nothing_starts():
    page = open_screen("train", **to_query(small_recipe()))
    assert not field(page, "button", "Start training").disabled
    field(page, "text_input", "Learning rate").set_value("fast").run()
    assert "'fast' is not a number; until you correct it, 0.05 is used." in texts(page)
    assert field(page, "button", "Start training").disabled


@pytest.mark.parametrize("query", [{"recipe": "nix"}, {"recipe": "light-2d"}, {"no": "1"}])
def test_a_link_that_cannot_be_read_gives_a_message_and_the_form(query):
    page = open_screen("train", **query)
    assert not page.exception
    assert page.error
    assert field(page, "button", "Start training")


def test_start_submits_the_recipe_with_its_changes_and_puts_the_job_into_the_address():
    recipe = small_recipe()
    page = open_screen("train", **to_query(recipe))
    assert "19 steps an epoch" not in texts(page)
    assert "8 steps an epoch, 32 in all" in texts(page)
    press(page, "Start training")
    (state,) = jobs().all()
    assert state.job in str(page.query_params["job"])
    assert state.state == "queued"
    asked = state.runs[0].recipe()
    assert (asked.name, asked.data.name, asked.length.epochs) == ("report-base-net", "digits", 4)
    assert asked.optimiser == recipe.optimiser
    assert "lr 0.05" in state.title
    assert "waiting for the first step" in page.get("progress")[0].proto.text
    assert "the result stands here" in texts(page)  # in the room that it will need
    assert "The curves appear with the first logged step." in texts(page)


def test_a_training_under_way_shows_its_curves_and_can_be_stopped_and_resumed(job, folders):
    folder = folders / "runs" / job
    (folder / "card.json").unlink()
    (folder / "cancel").unlink(missing_ok=True)
    write_status(folder, Status(state="queued", step=16, steps=32, seconds=3, left=3))
    page = open_screen("train", job=job)
    assert not page.exception
    assert len(page.get("plotly_chart")) == 3
    assert "queued: step 16 of 32" in texts(page)
    press(page, "Stop")
    assert jobs().state(job).state == "cancelled"
    press(page, "Resume")
    assert jobs().state(job).state == "queued"


def test_a_finished_training_shows_accuracy_verdict_report_curves_and_the_way_on(job):
    page = open_screen("train", job=job)
    assert not page.exception
    assert not page.error
    card = jobs().state(job).runs[0].finished()
    test = card.metric("test/accuracy")
    assert f"**{decimal(test.value, 3)}** on {test.n:,} test images" in texts(page)
    assert f"{decimal(test.low, 3)} to {decimal(test.high, 3)}" in texts(page)
    assert card.verdict in texts(page)
    assert len(page.get("plotly_chart")) == 3
    links = {x.proto.label: x.proto.query_string for x in page.get("page_link")}
    assert links["Open on the map"] == f"checkpoint={job}"
    assert links["Compare with other curves"] == f"runs={job}"
    query = {
        k: v[0]
        for k, v in parse_qs(urlsplit(f"?{links['Train again with these settings']}").query).items()
    }
    assert query == to_query(small_recipe())
    labels = {button.label for button in page.get("download_button")}
    assert labels >= {"Save all curves", "Save event files for TensorBoard"}


def test_several_seeds_are_told_together_and_each_run_has_its_own_interval(folders):
    recipe = small_recipe(**{"seeds": [1, 2], "length.epochs": 1})
    small_training(folders / "runs" / "two-seeds", recipe, title="Two seeds")
    page = open_screen("train", job="two-seeds")
    assert not page.exception
    runs = jobs().state("two-seeds").runs
    shares = [run.finished().value("test/accuracy") for run in runs]
    assert f"Over **2 seeds**: accuracy **{decimal(sum(shares) / 2, 3)}" in texts(page)
    assert texts(page).count("95 % interval") == 2


def test_the_reports_figures_stand_beside_a_run_on_the_same_data(folders):
    recipe = small_recipe(**{"data.name": "cifar100", "data.classes": 25, "data.validation": 1250})
    make_job(folders / "runs" / "same", [recipe], title="same", state="done")
    run = jobs().state("same").runs[0]
    from core.runs.card import Metric, NetCard, RunCard
    from core.runs.card_parts import KeptWeights
    from core.runs.writer import RunWriter

    net = NetCard("base-net", 25, (3, 32, 32), parameters=24197, stands_in_for="deeper-1")
    RunWriter(run).card(
        RunCard(
            task="classify",
            metrics={"test/accuracy": Metric(0.4, 0.38, 0.42, 2500)},
            verdict="Learned.",
            kept=KeptWeights("last", 4),
            epochs=4,
            stopped_early=True,
            net=net,
            device="CPU",
            precision="fp32",
        )
    )
    page = open_screen("train", job="same")
    assert not page.exception
    assert ".4192" in texts(page)
    assert "The report's figures are for its own recipe, changed here." in texts(page)
    assert "BaseNet, in place of deeper-1" in texts(page)
    assert "stopped early" in texts(page)


def test_earlier_trainings_are_listed_with_their_accuracy(job):
    page = open_screen("train")
    table = next(block.value for block in page.markdown if "Four digits" in block.value)
    accuracy = jobs().state(job).runs[0].finished().metric("test/accuracy").value
    assert f"train?job={job}" in table
    assert decimal(accuracy, 3) in table


def test_jobs_leads_back_to_the_training(job):
    page = open_screen("live")
    links = {x.proto.label: x.proto.query_string for x in page.get("page_link")}
    assert links["Open the run"] == f"job={job}"


@pytest.mark.parametrize("name", ["nothing", "../runs"])
def test_an_unknown_training_gives_a_message(job, name):
    page = open_screen("train", job=name)
    assert not page.exception
    assert f"no run “{name}”" in texts(page)
    assert "Four digits" in texts(page)


def test_a_training_whose_files_are_gone_is_a_sentence(job, folders):
    (folders / "runs" / job / "recipe.yaml").unlink()
    page = open_screen("train", job=job)
    assert not page.exception
    assert page.error or page.warning


@pytest.mark.browser
@pytest.mark.slow
def test_start_trains_shows_curves_and_survives_a_reload(server, page):
    query = "&".join(f"{key}={value}" for key, value in to_query(small_recipe()).items())
    page.goto(f"{server.url}/train?{query}")
    page.get_by_role("button", name="Start training").click(timeout=60_000)
    page.get_by_text("test images (95 % interval").first.wait_for(timeout=240_000)
    assert "job=" in page.url
    page.reload()
    page.get_by_text("test images (95 % interval").first.wait_for()
    page.locator(".js-plotly-plot").nth(2).wait_for()
    page.get_by_role("link", name="Train again with these settings").click()
    page.get_by_role("button", name="Start training").wait_for()
    page.wait_for_url("**recipe=report-base-net*")
    queue = LocalJobs(server.folder / "runs")
    (job,) = [each for each in queue.all() if each.task == "classify"]
    assert job.state == DONE
    queue.delete(job.job)  # other tests of this server count its jobs


@pytest.fixture
def four_cores(monkeypatch):
    monkeypatch.setattr("pages.shared.processes.most_here", lambda: 4)
    monkeypatch.setattr("pages.shared.processes.gpus_here", lambda: 0)


def test_a_run_can_be_trained_by_several_processes(four_cores):
    page = open_screen("train")
    asked = field(page, "number_input", "Processes")
    assert (asked.value, asked.max) == (1, 4)
    assert not any("does not pay" in text.value for text in page.caption)
    asked.set_value(2).run()
    assert any("does not pay" in text.value for text in page.caption)
    press(page, "Start training")
    (job,) = jobs().all()
    assert job.processes == 2
    assert not hasattr(job.runs[0].recipe(), "processes")


def test_too_many_processes_for_a_batch_are_refused(four_cores):
    page = open_screen("train", recipe="simple-cnn", **{"data.name": "digits", "batch.size": "2"})
    field(page, "number_input", "Processes").set_value(4).run()
    assert "4 processes cannot share a batch of 2." in [each.value for each in page.warning]
    assert field(page, "button", "Start training").disabled


def test_a_machine_with_room_for_one_process_offers_no_more(monkeypatch):
    monkeypatch.setattr("pages.shared.processes.most_here", lambda: 1)
    assert "Processes" not in [each.label for each in open_screen("train").number_input]
