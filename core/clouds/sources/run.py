"""A net's view of images: any layer of a run, over its own or any other data set."""

from __future__ import annotations

from typing import Any

from core.clouds.cloud import Cloud
from core.clouds.sources._build import Work
from core.clouds.sources._stored import (
    copy,
    described_run,
    finished,
    run_key,
    run_title,
    source_of,
)
from core.clouds.writer import CloudWriter
from core.training.runs import find_run

REQUIRED = ("run",)
OPTIONAL = {"layer": "output", "data": None, "split": "test", "sample": None, "seed": 0}


def settle(source: dict[str, Any]) -> dict[str, Any]:
    """Its own data set is not named; a seed counts only for a sample. Raises UnknownName."""
    run = find_run(source["run"])
    own = source["data"] == finished(run).get("data", {}).get("name")
    data = None if own else source["data"]
    seed = source["seed"] if source["sample"] else 0
    return {**source, "run": run_key(run), "data": data, "seed": seed}


def title(source: dict[str, Any]) -> str:
    """What people read."""
    where = f"{source['data']} {source['split']}" if source["data"] else source["split"]
    return run_title(find_run(source["run"]), source["layer"], where)


def described(source: dict[str, Any]) -> dict[str, Any]:
    """What decides the content."""
    return described_run(find_run(source["run"]), source)


def check(source: dict[str, Any]) -> None:
    """Raises RunBroken where what the run keeps is asked for and is not there."""
    run = find_run(source["run"])
    if source == source_of(run):
        run.embedding("test")


def fill(source: dict[str, Any], writer: CloudWriter, work: Work) -> Cloud:
    """Copy what the run keeps where that is asked for, else run its net."""
    run = find_run(source["run"])
    work.at(0, "reading what the run keeps")
    if source == source_of(run):
        return copy(run, source, writer)
    raise NotImplementedError
