"""Who works in a folder that machines share whose locks know nothing of each other."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core import lease, lock
from core.lock import claimed, forget_holders, holder, in_turn, is_locked
from tests.conftest import ROOT


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch):
    """Call it to be on a node, "" for none; locks of files say nothing."""
    monkeypatch.setattr(fcntl, "flock", lambda *_: None)

    def be(node: str) -> None:
        monkeypatch.setenv(lease.VARIABLE, node)
        monkeypatch.setattr(lease, "machine", lambda: f"machine of {node}")

    be("")
    return be


def dead(folder: Path) -> None:
    """What a node leaves that was switched off: its leases, untouched for long."""
    long_ago = time.time() - lease.STALE - 1
    for path in folder.glob("job.lock.lease/*"):
        os.utime(path, (long_ago, long_ago))


def switched_off(on, folder: Path, node: str) -> None:
    on(node)
    with claimed(folder) as free:
        assert free
        texts = {path: path.read_text() for path in folder.glob("job.lock.lease/*")}
    for path, text in texts.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    dead(folder)


def test_without_a_node_nothing_is_written(tmp_path: Path) -> None:
    with claimed(tmp_path) as free:
        assert free
        assert is_locked(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == [lock.NAME]
    assert not is_locked(tmp_path)


def test_one_node_has_it_and_others_do_not(on, tmp_path: Path) -> None:
    on("a")
    with claimed(tmp_path) as free:
        assert free
        on("b")
        with claimed(tmp_path) as second:
            assert not second
        on("")  # a web process
        assert is_locked(tmp_path)
        assert holder(tmp_path).node == "a"
        with claimed(tmp_path) as third:
            assert not third
        on("a")
    assert not is_locked(tmp_path)
    assert holder(tmp_path) is None
    assert [path.name for path in tmp_path.iterdir()] == [lock.NAME]


def test_what_a_dead_node_had_is_taken_and_counted(on, tmp_path: Path) -> None:
    switched_off(on, tmp_path, "a")
    on("")
    assert not is_locked(tmp_path)
    assert (holder(tmp_path).node, holder(tmp_path).number) == ("a", 1)
    on("b")
    with claimed(tmp_path) as free:
        assert free
        assert (holder(tmp_path).node, holder(tmp_path).number) == ("b", 2)
    assert holder(tmp_path) is None


def test_leases_of_the_dead_can_be_forgotten(on, tmp_path: Path) -> None:
    switched_off(on, tmp_path, "a")
    forget_holders(tmp_path)
    assert holder(tmp_path) is None


def test_where_locks_are_seen_a_dead_process_is_noticed_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(lease.VARIABLE, "a")
    script = "import os\nfrom core.lock import claimed\nfrom pathlib import Path\n"
    script += f"with claimed(Path({str(tmp_path)!r})) as free:\n    assert free\n    os._exit(3)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert done.returncode == 3
    assert holder(tmp_path).fresh
    assert not is_locked(tmp_path)
    with claimed(tmp_path) as free:
        assert free
        assert holder(tmp_path).number == 2


def test_of_two_that_reach_for_it_one_gets_it(on, tmp_path: Path, monkeypatch) -> None:
    switched_off(on, tmp_path, "a")
    make = lease._make

    def too_late(path: Path) -> None:
        monkeypatch.setattr(lease, "_make", make)
        make(path)  # another node was faster by a moment
        make(path)

    monkeypatch.setattr(lease, "_make", too_late)
    on("b")
    with claimed(tmp_path) as free:
        assert not free


def test_who_looked_long_ago_takes_nothing_from_who_has_it_now(on, tmp_path, monkeypatch) -> None:
    switched_off(on, tmp_path, "a")
    place = tmp_path / lock.NAME
    seen = lease.lease_of(place)
    forget_holders(tmp_path)  # b took it and gave it back meanwhile, and c has it
    on("c")
    with claimed(tmp_path) as free:
        assert free
        monkeypatch.setattr(lease, "lease_of", lambda _: seen)
        on("d")
        assert lease._take(place) is None
        on("c")
        assert [path.name for path in place.with_name("job.lock.lease").iterdir()] == ["1"]
        monkeypatch.undo()


def test_who_was_held_for_dead_notices(on, tmp_path: Path) -> None:
    on("a")
    with claimed(tmp_path) as free:
        assert free
        mine = holder(tmp_path).path
        assert lease.touch(mine)
        dead(tmp_path)  # it was asleep
        on("b")
        with claimed(tmp_path) as taken:
            assert taken
            assert not lease.touch(mine)
        on("a")


def test_a_holder_held_for_dead_ends(tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom core import lease, lock\n"
        "lease.EVERY = 0.05\n"
        "with lock.claimed(Path(sys.argv[1])) as free:\n"
        "    assert free\n    (lock.holder(Path(sys.argv[1])).path.parent / '2').touch()\n"
        "    time.sleep(60)\n"
    )
    environment = os.environ | {lease.VARIABLE: "a"}
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == lease.LOST
    assert b"was taken by another node" in done.stderr


def test_a_fast_clock_makes_nobody_dead(on, tmp_path: Path, monkeypatch) -> None:
    on("a")
    with claimed(tmp_path):
        on("b")
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 3600)
        assert is_locked(tmp_path)
        on("a")


def test_turns_are_taken_over_machines(on, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "turn.lock"
    on("a")
    with in_turn(path):
        on("b")
        monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("it waits, as it should"))
        with pytest.raises(pytest.fail.Exception), in_turn(path):
            pytest.fail("two at once")
        on("a")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["turn.lock"]
