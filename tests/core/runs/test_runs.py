"""A run's folder as it is read."""

from __future__ import annotations

import json
import os

import pytest

from core.errors import RunBroken, UnknownName
from core.runs.run import Run


@pytest.fixture
def run(tmp_path) -> Run:
    (tmp_path / "card.json").write_text('{"name": "one"}')
    return Run(tmp_path)


def test_a_card_is_read_once_and_again_where_it_was_written_anew(run, monkeypatch) -> None:
    assert run.finished().name == "one"
    with monkeypatch.context() as patch:
        patch.setattr(json, "loads", lambda text: pytest.fail("read again"))
        assert Run(run.folder).finished().name == "one"
    path = run.folder / "card.json"
    before = path.stat().st_mtime_ns
    path.write_text('{"name": "two"}')  # of the same size
    os.utime(path, ns=(before, before + 1))
    assert run.finished().name == "two"
    path.unlink()
    assert run.card is None
    with pytest.raises(RunBroken, match="not finished"):
        run.finished()


def test_a_broken_card_is_told_every_time(run) -> None:
    (run.folder / "card.json").write_text("{")
    for _ in range(2):
        with pytest.raises(RunBroken, match=r"card\.json"):
            _ = run.card


def test_a_card_says_which_figure_or_part_it_lacks(run) -> None:
    card = run.finished()
    with pytest.raises(UnknownName, match="test/accuracy"):
        card.metric("test/accuracy")
    assert card.value("test/accuracy") is None
    with pytest.raises(RunBroken, match="no net that sees images"):
        _ = card.image_net
    with pytest.raises(RunBroken, match="no pairs of faces"):
        _ = card.pairs
