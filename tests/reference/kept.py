"""The files of reference: a JSON file a task, and the machine on which they were written."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from tests.reference.adapter import Workshop
from tests.reference.cases import CASES, case, needed
from tests.reference.machine import fingerprint
from tests.reference.record import Record, record

FOLDER = Path(__file__).parent
MACHINE = FOLDER / "machine.json"


def load(task: str) -> dict[str, Record]:
    """What is kept of a task's runs, by their names; empty where nothing is."""
    return dict(_read(FOLDER / f"{task}.json"))


def save(task: str, records: dict[str, Record]) -> None:
    """Keep them, in the order of the cases."""
    names = [name for own in CASES[task] for name in case(f"{task}/{own}")]
    _write(FOLDER / f"{task}.json", {name: records[name] for name in names if name in records})


def same_machine() -> bool:
    """Whether the hashes were taken on a machine like this one."""
    return _read(MACHINE) == fingerprint()


def save_machine() -> None:
    """The hashes are from here."""
    _write(MACHINE, fingerprint())


class Reference:
    """Trains each case when it is asked for, and those that it begins with before; once each."""

    def __init__(self, folder: Path) -> None:
        self.workshop = Workshop(folder)
        self._records: dict[str, dict[str, Record]] = {}
        self._asks: dict[str, int] = {}

    def records(self, name: str) -> dict[str, Record]:
        """Of the runs of a case."""
        if name not in self._records:
            for before in needed(name):
                self.records(before)
            left, self._asks[name] = self.workshop.train(case(name))
            self._records[name] = {run: record(outcome) for run, outcome in left.items()}
        return self._records[name]

    def resumed(self, name: str) -> dict[str, Record]:
        """The same, stopped once on the way: where, the case's name decides."""
        self.records(name)
        stop_at = random.Random(name).randint(2, self._asks[name])
        left, asks = self.workshop.train(case(name), within="resumed", stop_at=stop_at)
        assert 0 < asks < self._asks[name], "it began anew"
        return {run: record(outcome) for run, outcome in left.items()}


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _write(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
