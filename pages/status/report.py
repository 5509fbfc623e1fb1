"""The state of the server as one JSON file for a report of a defect: no secrets, no home folder."""

from __future__ import annotations

import datetime
import json
from dataclasses import asdict
from typing import Any

from core.access import access
from core.defects import newest
from core.jobs.jobs import LocalJobs
from core.paths import from_home, runs_folder
from pages.serving import machine, process
from pages.serving.processes import processes

HOME = "~"


def report() -> str:
    """The whole of it, indented. Jobs by kind and state alone: titles and names are people's."""
    held, free = machine.disk()
    models = process.current()
    jobs = LocalJobs(runs_folder()).open()
    told = {
        "made": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "mode": access().mode.name,
        "versions": machine.versions(),
        "processes": [asdict(one) for one in processes()],
        "models": None if models is None else {"ready": models.ready, "starts": models.starts},
        "disk": {"free_megabytes": free, "folders": [asdict(one) for one in held]},
        "jobs": [{"kind": job.kind, "state": job.state, "seconds": job.seconds} for job in jobs],
        "errors": [asdict(one) for one in newest()],
    }
    return json.dumps(_without_home(told), indent=1, ensure_ascii=False)


def _without_home(told: Any) -> Any:
    """The same, where nothing names the folder of the person whose account this is."""
    if isinstance(told, dict):
        return {key: _without_home(value) for key, value in told.items()}
    if isinstance(told, list):
        return [_without_home(each) for each in told]
    return told.replace(str(from_home(HOME)), HOME) if isinstance(told, str) else told
