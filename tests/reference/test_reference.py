"""Training computes what it computed when the files of reference were written, bit for bit.

Where something is meant to change, `python -m tests.reference --write CASE` says what did.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reference import kept
from tests.reference.cases import NAMES, RESUMED
from tests.reference.record import differences, unlike

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> kept.Reference:
    return kept.Reference(tmp_path_factory.mktemp("reference"))


@pytest.mark.parametrize("name", NAMES)
def test_training_computes_what_it_did(reference: kept.Reference, name: str) -> None:
    before, found = kept.load(name.partition("/")[0]), reference.records(name)
    exactly = kept.same_machine()
    compare = differences if exactly else unlike
    how = (
        "bit for bit, on a machine like that of machine.json"
        if exactly
        else "within a tolerance (record.unlike), as this machine is not that of machine.json"
    )
    for run, own in found.items():
        assert run in before, f"{run} has no reference: python -m tests.reference --write {name}"
        wrong = compare(before[run], own)
        assert not wrong, f"{run} differs; compared {how}:\n  " + "\n  ".join(wrong)


@pytest.mark.parametrize("name", RESUMED)
def test_stopped_and_resumed_it_computes_the_same(reference: kept.Reference, name: str) -> None:
    whole, resumed = reference.records(name), reference.resumed(name)
    for run, own in whole.items():
        assert not differences(own, resumed[run]), run


def test_every_file_has_the_cases_of_its_task_and_no_other() -> None:
    for task in kept.CASES:
        names = [run for n in NAMES if n.startswith(f"{task}/") for run in kept.case(n)]
        assert list(kept.load(task)) == names
        assert (Path(kept.FOLDER) / f"{task}.json").is_file()
