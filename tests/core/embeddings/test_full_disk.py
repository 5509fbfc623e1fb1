"""A disk that is full, wherever a set of points has come to: it is told, and nothing is half."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from core import files, inference
from core.embeddings.embedding_set import (
    broken_embedding_sets,
    delete_embedding_set,
    embedding_sets,
)
from core.embeddings.sources import stored
from core.errors import EmbedscopeError
from core.paths import embedding_sets_folder
from core.runs.find import find_run
from tests.core.jobs.test_faults import dies_at, in_child

TOLD, DEFECT = 3, 4


def with_room(room: int, do: Callable[[], object]) -> int:
    """Do it in a child, in which no file can have more bytes: what every library meets that writes
    to a full disk. How it ended: TOLD by a sentence, or by whatever else was raised, a DEFECT.
    """

    def bounded() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        try:
            do()
        except EmbedscopeError:
            os._exit(TOLD)
        except BaseException:  # noqa: BLE001 (the child ends with it)
            os._exit(DEFECT)

    return in_child(bounded)


def left() -> list[Path]:
    return [path for path in files.files_below(embedding_sets_folder()) if path.suffix != ".lock"]


@pytest.mark.parametrize("room", [0, 200, 900, 1500])
def test_a_set_of_points_is_there_whole_or_not_at_all(room: int, folders: Path) -> None:
    assert with_room(room, lambda: stored(find_run("tiny"))) == TOLD
    assert list(embedding_sets()) == []
    assert left() == []
    assert len(stored(find_run("tiny")).vectors()) == 400


@pytest.mark.parametrize("way", ["full", "killed"])
def test_what_the_models_add_to_a_set_is_there_or_asked_again(way: str, folders: Path) -> None:
    """By a models process that is killed at any of its writes, and by one that cannot write."""
    name, other = (stored(find_run(run)).name for run in ("tiny", "wide"))

    def answer(name: str = name) -> None:
        inference.answer("quality-of-maps", {"embedding_set": name})

    answer(other)  # whatever is imported is so before children are made
    delete_embedding_set(other)

    ended = set()
    for number in range(6):

        def killed(number: int = number) -> None:
            dies_at(number)
            answer()

        rooms = (0, 100, 150, 300, 1000, 3000)
        ended.add(in_child(killed) if way == "killed" else with_room(rooms[number], answer))
        assert broken_embedding_sets() == {}
        (found,) = embedding_sets()
        assert len(found.vectors()) == 400
        assert all(len(each.points()) == 400 for each in found.maps().values())
    assert ended <= {0, TOLD, -signal.SIGKILL}
    assert ended - {0}
    answer()
    (found,) = embedding_sets()
    assert "predicted" in [column.name for column in found.columns()]
    assert all(each.about()["quality"] for each in found.maps().values())
