"""The tools as a client of the package mcp sees them: small typed answers, errors with a remedy."""

from __future__ import annotations

import asyncio
import base64
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.agents import tools
from core.agents.access import READ, READ_ONLY, WRITE, hosts, level, origins
from core.agents.caller import Caller
from core.errors import EmbedscopeError
from core.jobs.jobs import jobs
from core.jobs.worker import work
from core.paths import runs_folder
from tests.asked_agents import told
from tests.conftest import ROOT
from tests.drawn_clothes import drawn
from tests.drawn_faces import drawn_face
from tests.on_use import OnUse

DIGITS = {"data.name": "digits", "data.validation": 150, "length.epochs": 1}
mcp, serving = OnUse("mcp"), OnUse("core.agents.server")


def listed(level: str) -> list[Any]:
    async def ask() -> Any:
        async with mcp.Client(serving.AgentServer(level)) as client:
            return (await client.list_tools()).tools

    return list(asyncio.run(ask()))


def test_every_tool_is_described_typed_and_says_whether_it_writes() -> None:
    every = listed(WRITE)
    assert {tool.name for tool in every} == set(tools())
    for tool in every:
        assert len(tool.description) > 60, tool.name
        assert tool.output_schema["type"] == "object", tool.name
        for name, about in tool.input_schema["properties"].items():
            assert about.get("description") or name == "seed", f"{tool.name} {name}"
    writing = {tool.name for tool in every if not tool.annotations.read_only_hint}
    assert writing == {"start_training", "stop_job", "make_map"}
    assert {tool.name for tool in listed(READ)} == set(tools()) - writing


def test_the_documents_table_is_that_of_the_tools() -> None:
    text = (ROOT / "docs/agents.md").read_text(encoding="utf-8")
    table = text.split("<!-- tools: begin -->")[1].split("<!-- tools: end -->")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", table, flags=re.M))
    assert rows == {
        name: f"{'writes' if each.constants['WRITES'] else 'reads'} | {each.summary}"
        for name, each in tools().items()
    }


@pytest.mark.usefixtures("folders")
def test_lists_come_in_parts_with_links() -> None:
    first = told("list_runs", limit=1)
    assert (first["total"], first["next_offset"]) == (2, 1)
    rest = told("list_runs", limit=1, offset=1)
    assert rest["next_offset"] is None
    names = {each["name"] for part in (first, rest) for each in part["runs"]}
    assert names == {"tiny", "wide"}
    assert told("list_runs", search="WIDE")["runs"][0]["page"] == "http://here:1/models?run=wide"
    assert told("list_runs", task="classify")["total"] == 0


@pytest.mark.usefixtures("folders")
def test_a_card_has_its_figures_with_intervals() -> None:
    card = told("get_card", run="tiny")
    accuracy = card["metrics"]["test/knn_accuracy"]
    assert accuracy == {"value": 0.853, "low": 0.843, "high": 0.863, "n": 400}
    assert card["images"] == {"train": 400, "validation": 0, "test": 400}


@pytest.mark.usefixtures("own_places_of_agents")
def test_confusions_are_those_of_the_arrays(folders: Path) -> None:
    said = told("get_confusion", run="tiny", most=3)
    matrix = np.array(said["matrix"])
    assert matrix.sum() == 400
    assert said["accuracy"]["value"] == pytest.approx(matrix.trace() / 400, abs=1e-4)
    off = matrix - np.diag(matrix.diagonal())
    assert said["confusions"][0]["count"] == off.max()
    worst = (matrix.diagonal() / matrix.sum(axis=1)).min()
    assert said["worst_classes"][0]["recall"]["value"] == pytest.approx(worst, abs=1e-4)


@pytest.mark.usefixtures("own_places_of_agents")
def test_neighbours_are_the_nearest_of_the_original_space(folders: Path) -> None:
    vectors = np.load(folders / "checkpoints/wide/embedding/test.npy").astype(np.float32)
    away = np.linalg.norm(vectors - vectors[5], axis=1)
    away[5] = np.inf
    said = told("find_neighbours", points="wide", row=5, k=3)
    assert [each["row"] for each in said["neighbours"]] == np.argsort(away)[:3].tolist()
    assert said["neighbours"][0]["distance"] == pytest.approx(away.min(), abs=1e-3)
    refused = told("find_neighbours", points="wide", row=400)["error"]
    assert "row from 0 to 399" in refused


@pytest.mark.usefixtures("own_places_of_agents")
def test_two_runs_are_compared_and_retrieval_is_measured() -> None:
    said = told("compare_runs", first="tiny", second="wide")
    assert said["images"] == 400
    assert said["votes_difference"]["n"] == 400
    assert "better" in said["verdict"] or "told apart" in said["verdict"]
    found = told("get_retrieval", points="wide", most=100)
    recall = found["figures"]["recall@1"]["over_queries"]
    assert 0 < recall["low"] <= recall["value"] <= recall["high"] <= 1


@pytest.mark.usefixtures("own_places_of_agents")
@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("get_card", {"run": "nothing"}, "Must be one of: tiny, wide"),
        ("get_card", {"run": "/etc"}, "Unknown run"),
        ("get_card", {"run": "../checkpoints/tiny"}, "Unknown run"),
        ("get_card", {}, "run: Field required"),
        ("get_card", {"name": "tiny"}, "no argument name. It has: run."),
        ("list_runs", {"limit": 51}, "less than or equal to 50"),
        ("find_neighbours", {"points": "../x", "row": 0}, "list_embedding_sets"),
        ("compare_runs", {"first": "tiny", "second": "nothing"}, "list_runs"),
        ("get_label_issues", {"data": "digits"}, "python -m core repair digits"),
        ("get_job", {"job": "../x"}, "Unknown job"),
        ("stop_job", {"job": "nothing"}, "Unknown job"),
        ("start_training", {"recipe": "/etc/x.yaml"}, "Unknown recipe"),
        ("start_training", {"recipe": "simple-cnn", "settings": {"lr": 1}}, "Unknown setting"),
        ("start_training", {"recipe": "simple-cnn"}, "not on this machine"),
        ("make_map", {}, "one of run, encoder and embedding_set"),
        ("make_map", {"encoder": "pixels"}, "name one with data"),
        ("make_map", {"encoder": "file:/etc/x", "data": "digits"}, "Unknown encoder"),
        ("make_map", {"run": "tiny", "method": "tarot"}, "tarot"),
        ("classify_photo", {"photo": "nowhere.jpg"}, "cannot be read"),
        ("classify_photo", {"photo": "data:image/png;base64,????"}, "base64"),
        ("kin_of_photos", {"first": "x", "second": "y"}, "base64"),
        ("no_such_tool", {}, "Must be one of: classify_photo"),
    ],
)
def test_what_is_wrong_is_said_with_a_remedy(
    tool: str, arguments: dict[str, Any], words: str
) -> None:
    error = told(tool, **arguments)["error"]
    assert words in error
    assert "Traceback" not in error
    assert len(error) < serving.LONGEST + 20


def test_a_defect_of_ours_is_not_told_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.agents.tools.list_encoders.encoders.offered", lambda: 1 / 0)
    assert "defect of Embedscope" in told("list_encoders")["error"]


def test_over_http_no_file_of_the_machine_is_opened(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    drawn("T-shirt").save(photo)
    far = serving.AgentServer(READ, Caller("http://there"))
    assert "as base64" in told("classify_photo", far, photo=str(photo))["error"]


def test_a_large_photo_is_refused_before_it_is_decoded() -> None:
    assert "at most 20 MB" in told("classify_photo", photo="A" * 28_000_000)["error"]


@pytest.mark.parametrize("by_path", [True, False])
def test_a_garment_is_named(tmp_path: Path, by_path: bool) -> None:
    photo = tmp_path / "photo.png"
    drawn("Trouser").save(photo)
    given = str(photo) if by_path else base64.b64encode(photo.read_bytes()).decode()
    said = told("classify_photo", photo=given, model="fashion")
    assert said["label"] == "Trouser"
    assert max(said["shares"], key=said["shares"].get) == "Trouser"


def test_two_faces_are_compared(tmp_path: Path) -> None:
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for path, skin in zip(paths, ((224, 178, 150), (120, 84, 60)), strict=True):
        drawn_face(240, skin=skin).save(path)
    said = told("kin_of_photos", first=str(paths[0]), second=str(paths[1]))
    assert said["kin"] == (said["score"] >= said["threshold"])
    assert 0 < said["probability"] < 1
    assert said["faces"] == [1, 1]
    assert said["roc_auc"]["low"] < said["roc_auc"]["value"] < said["roc_auc"]["high"]


def test_a_training_is_queued_watched_and_stopped() -> None:
    job = told("start_training", recipe="simple-cnn", settings=DIGITS, title="One epoch")
    assert (job["state"], job["title"], job["kind"]) == ("queued", "One epoch", "train")
    assert jobs().state(job["job"]).runs[0].recipe().name == "simple-cnn"
    assert told("list_jobs", open_only=True)["jobs"] == [job]
    assert told("get_job", job=job["job"], wait_seconds=0.3)["state"] == "queued"
    assert told("stop_job", job=job["job"])["state"] == "cancelled"
    assert "cancelled already" in told("stop_job", job=job["job"])["error"]
    assert told("list_jobs", open_only=True)["total"] == 0


def test_an_agent_that_asks_in_a_circle_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.agents.jobs.MOST_OPEN", 2)
    for _ in range(2):
        assert "error" not in told("start_training", recipe="simple-cnn", settings=DIGITS)
    assert "stop_job" in told("start_training", recipe="simple-cnn", settings=DIGITS)["error"]
    assert "stop_job" in told("make_map", encoder="pixels", data="digits")["error"]


@pytest.mark.usefixtures("own_places_of_agents")
def test_maps_of_a_set_and_of_a_data_set_are_queued() -> None:
    points = told("find_neighbours", points="tiny", row=0)["embedding_set"]
    job = told("make_map", embedding_set=points, method="pca", dimensions=3)
    assert job["embedding_set"] == points
    assert job["page"] == f"http://here:1/map?cloud={points}"
    wish = jobs().state(job["job"]).about["wish"]
    assert (wish["method"], wish["dimensions"]) == ("pca", 3)
    other = told("make_map", encoder="pixels", data="digits", sample=50)
    assert jobs().state(other["job"]).about["source"]["sample"] == 50


@pytest.mark.usefixtures("own_places_of_agents")
def test_a_map_that_is_made_says_how_far_to_trust_it() -> None:
    job = told("make_map", encoder="pixels", data="digits", sample=60, method="pca")
    assert job["quality"] == {}
    folder = runs_folder() / job["job"]
    assert work(folder) == 0
    done = told("get_job", job=job["job"])
    assert done["state"] == "done"
    assert 0.5 < done["quality"]["trustworthiness"]["value"] <= 1
    listed_set = told("list_embedding_sets")["embedding_sets"][0]
    assert (listed_set["name"], listed_set["points"]) == (done["embedding_set"], 60)
    assert listed_set["maps"][0]["quality"] == done["quality"]


def test_one_that_only_reads_says_so() -> None:
    server = serving.AgentServer(READ)
    assert told("start_training", server, recipe="simple-cnn")["error"] == READ_ONLY
    assert READ_ONLY in str(server.instructions)


def test_the_level_and_the_hosts_are_the_environments() -> None:
    assert level({}) == READ
    assert level({"EMBEDSCOPE_MCP": " Write "}) == WRITE
    with pytest.raises(EmbedscopeError, match="not 'yes'"):
        level({"EMBEDSCOPE_MCP": "yes"})
    names = hosts({"EMBEDSCOPE_MCP_HOSTS": "lab.example.org, [fe80::1]:99"})
    assert {"localhost:*", "lab.example.org", "lab.example.org:*", "[fe80::1]:99"} <= set(names)
    assert "[fe80::1]:99:*" not in names
    assert "[::1]:*" in names
    assert "https://lab.example.org" in origins({"EMBEDSCOPE_MCP_HOSTS": "lab.example.org"})


@pytest.fixture
def own_places_of_agents(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps and people's images lie in folders of the test's own; no data set but the digits."""
    for name in ("EMBEDDINGS", "OWN"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name}", str(folders / name.lower()))
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(folders / "none"))
