"""Which node takes a job, what Ray says of nodes in our words, and where data sets are fetched."""

from __future__ import annotations

import importlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadRecipe, DataMissing, Unreadable
from core.jobs.cluster.choose import Share, Waits, choose, share_of
from core.jobs.cluster.names import as_nodes
from core.jobs.cluster.nodes import NAME, Cluster, Node, known_nodes, read_nodes, write_nodes
from core.jobs.cluster.on_node import become, fetch_missing
from core.jobs.jobs import CANCELLED, RUNNING, LocalJobs, Status, Wants, write_status
from core.jobs.kinds import MAP, TRAIN
from core.recipes.recipe import changed, load_recipe
from tests.conftest import ROOT

SMALL = Node("small", cpus=2, free_cpus=2)
LARGE = Node("large", cpus=16, free_cpus=16)
GPU = Node("gpu", cpus=16, free_cpus=16, gpus=4, free_gpus=4)


def chosen(*nodes: Node, kind: str = TRAIN, **wants: Any) -> tuple[str, float, float]:
    found = choose(kind, Wants(**wants), nodes)
    assert isinstance(found, Share), found
    return found.node.name, found.cpus, found.gpus


def waits(*nodes: Node, **wants: Any) -> str:
    found = choose(TRAIN, Wants(**wants), nodes)
    assert isinstance(found, Waits), found
    return found.why


def test_a_job_gets_a_share_of_the_node_with_most_room() -> None:
    assert chosen(SMALL, LARGE) == ("large", 8, 0)
    assert chosen(SMALL, replace(LARGE, free_cpus=8)) == ("small", 1, 0)
    assert [share_of(node) for node in (SMALL, LARGE, GPU)] == [1, 8, 4]


def test_a_training_takes_a_gpu_where_there_is_one_and_a_map_leaves_it() -> None:
    assert chosen(LARGE, GPU) == ("gpu", 4, 1)
    assert chosen(LARGE, GPU, kind=MAP) == ("large", 8, 0)
    assert chosen(LARGE, GPU, gpus=0) == ("large", 8, 0)
    assert waits(LARGE, replace(GPU, free_gpus=0)) == "waits for room on a node"


def test_a_pinned_job_waits_for_its_node_alone() -> None:
    assert chosen(SMALL, LARGE, node="small") == ("small", 1, 0)
    assert waits(LARGE, node="small") == "waits for the node small, which is away"
    assert waits(LARGE, replace(SMALL, free_cpus=0), node="small") == "waits for room on small"
    assert "is away" in waits(LARGE, replace(SMALL, alive=False), node="small")


def test_what_no_node_has_is_said() -> None:
    assert waits(SMALL, cpus=3.0).startswith("no node has 3 CPUs")
    assert "3 CPUs and 2 GPUs" in waits(SMALL, cpus=3.0, gpus=2.0)
    blind = replace(SMALL, problem="does not see the runs folder")
    assert waits(blind) == "waits for a node: small does not see the runs folder"
    assert chosen(blind, LARGE)[0] == "large"


def said(key: str, name: str, *, alive: bool = True) -> dict[str, Any]:
    resources = {"CPU": 4.0, "memory": 8e9} if alive else {}
    return {"NodeID": key, "NodeName": name, "Alive": alive, "Resources": resources}


def test_nodes_as_ray_tells_them() -> None:
    every = [said("1111", "a", alive=False), said("2222", "a"), said("3333", "b", alive=False)]
    a, b = as_nodes(every, {"2222": {"CPU": 1.0}}, {"2222": "is odd"})
    assert (a.id, a.cpus, a.free_cpus, a.memory, a.problem) == ("2222", 4, 1, 8, "is odd")
    assert (b.name, b.alive, b.fit) == ("b", False, False)
    twins = as_nodes([said("1111", "a"), said("2222", "a")], {}, {})
    assert [node.name for node in twins] == ["a-1111", "a-2222"]


def test_nodes_are_kept_and_read(tmp_path: Path) -> None:
    assert read_nodes(tmp_path) is None
    cluster = Cluster("local", 0.0, (GPU,))
    write_nodes(tmp_path, cluster)
    assert read_nodes(tmp_path) == cluster
    assert cluster.old
    (tmp_path / NAME).write_text("{")
    assert known_nodes(tmp_path) == ()
    with pytest.raises(Unreadable):
        read_nodes(tmp_path)


def test_what_a_node_lacks_is_fetched_or_named(monkeypatch: pytest.MonkeyPatch, folders) -> None:
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(folders / "nothing"))
    fetched, told = [], []
    fetching = importlib.import_module("core.data.fetch.get")  # the package has its function
    monkeypatch.setattr(fetching, "get", lambda name, say: fetched.append(name))
    recipe = changed(load_recipe("simple-cnn"), {"data.name": "fashion-mnist"})
    fetch_missing([recipe, recipe], say=told.append)
    assert fetched == told == ["fashion-mnist"]
    fetch_missing([changed(recipe, {"data.name": "digits"})])
    assert fetched == ["fashion-mnist"]
    with pytest.raises(DataMissing, match="hymenoptera is not there"):
        fetch_missing([changed(recipe, {"data.name": "hymenoptera"})])


def test_a_node_keeps_its_own_folder_of_data_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setenv("EMBEDSCOPE_DATA", "own")
    monkeypatch.setenv("EMBEDSCOPE_RUNS", "old")
    become({"EMBEDSCOPE_DATA": "theirs", "EMBEDSCOPE_RUNS": "shared"})
    assert (os.environ["EMBEDSCOPE_DATA"], os.environ["EMBEDSCOPE_RUNS"]) == ("own", "shared")


def test_a_stopped_job_is_sent_and_a_running_one_is_not(tmp_path: Path, quick_recipe) -> None:
    jobs = LocalJobs(tmp_path)
    job = jobs.submit([quick_recipe()], title="J")
    jobs.send(job, Wants(node="b", cpus=2.0))
    assert (jobs.state(job).wants.node, jobs.state(job).state) == ("b", "queued")
    write_status(tmp_path / job, Status(state=CANCELLED))
    jobs.send(job, Wants(gpus=1.0))
    assert (jobs.state(job).wants, jobs.state(job).state) == (Wants(gpus=1.0), "queued")
    from core.lock import claimed

    write_status(tmp_path / job, Status(state=RUNNING))
    with claimed(tmp_path / job), pytest.raises(BadRecipe, match="is running"):
        jobs.send(job, Wants(node="b"))


def test_without_a_cluster_no_ray_is_imported() -> None:
    script = (
        "import sys\nimport core.jobs.dispatcher, core.jobs.kinds.sweep, pages.shared.nodes\n"
        "import core.jobs.cluster.repeats, core.jobs.cluster.sweep_workers\n"
        "import core.commands.cluster, core.jobs.cluster.beside\n"
        "sys.exit('ray' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0
