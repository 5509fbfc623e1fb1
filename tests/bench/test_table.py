"""What the benchmark promises, prints and keeps; it measures in `make bench` alone."""

import dataclasses
import json

import pytest

from bench import table
from bench.table import Measured, Promise, row
from core.registry import entries

PROMISED = {
    "mining_vs_loop": (">=", 100),
    "mining_vs_pml": ("<=", 1.0),
    "mining_share": ("<=", 0.15),
    "step_speedup": (">=", 2.3),
    "race_first_frame_s": ("<=", 5),
    "race_4x300_s": ("<=", 120),
    "classify_ms_p95": ("<=", 250),
    "classify_fashion_ms_p95": ("<=", 150),
    "kin_ms_p95": ("<=", 1500),
    "solve_ms_p95": ("<=", 300),
    "first_page_s": ("<=", 5),
    "start_to_page_s": ("<=", 4),
    "idle_rss_mb": ("<=", 1200),
    "map_open_s": ("<=", 2.5),
    "map_server_mb": ("<=", 350),
}


def test_every_promise_has_a_row_and_no_row_has_two_rooms():
    rooms = entries(table.PACKAGE).values()
    rows = [(name, p) for room in rooms for name, p in table.promises(room).items()]
    found = dict(rows)
    assert len(found) == len(rows)
    assert {name: (found[name].op, found[name].target) for name in PROMISED} == PROMISED


def test_rooms_are_found_by_row_and_by_name():
    assert list(table.rooms(["mining_share"])) == ["step"]
    assert list(table.rooms(["first-page", "mining_vs_pml"])) == ["first-page", "mining"]
    assert "precision" in table.rooms(["precision_gap"])
    assert "precision" not in table.rooms()  # minutes long: only when named
    with pytest.raises(ValueError, match="mining_speed"):
        table.rooms(["mining_speed"])


@pytest.mark.parametrize(
    ("op", "target", "value", "kept"),
    [
        ("<=", 5, 5.0, True),
        ("<=", 5, 5.01, False),
        (">=", 2.3, 2.3, True),
        (">=", 2.3, 2.2, False),
        ("", None, 7, None),
    ],
)
def test_a_promise_is_kept_or_not(op, target, value, kept):
    assert Promise("s", op, target).kept(value) is kept


def test_a_row_that_was_skipped_has_a_reason_and_no_value():
    one = row("a", Promise("s", "<=", 5), None, reason="skipped: no chromium")
    assert (one.value, one.ok, one.n) == (None, None, 0)
    assert "skipped: no chromium" in table.table([one])


def test_the_table_says_what_was_missed():
    text = table.table(
        [
            row("slow", Promise("s", "<=", 5), Measured(6, 3, "a clock")),
            row("quick", Promise("s", "<=", 5), Measured(4, 3, "a clock")),
        ]
    )
    _, slow, quick = text.splitlines()
    assert slow.split()[:6] == ["slow", "6", "s", "<=", "5", "MISSED"]
    assert quick.split()[:6] == ["quick", "4", "s", "<=", "5", "ok"]


def test_rows_measured_earlier_stay_with_their_date(tmp_path):
    path, promise = tmp_path / "results.json", Promise("x", ">=", 1)
    first = row("mining_vs_loop", promise, Measured(120, 3, "how"))
    first = dataclasses.replace(first, measured="2020-01-01")
    gone = row("a_row_that_is_no_more", promise, Measured(1, 1, "how"))
    table.keep([first, gone], {"cores": 2}, path=path)
    table.keep([row("step_speedup", promise, Measured(2.5, 9, "how"))], {"cores": 4}, path=path)
    kept = json.loads(path.read_text())
    assert kept["machine"] == {"cores": 4}
    assert [(one["name"], one["value"]) for one in kept["rows"]] == [
        ("mining_vs_loop", 120),
        ("step_speedup", 2.5),
    ]
    assert kept["rows"][0]["measured"] == "2020-01-01"
    path.write_text("{half")
    table.keep([first], {}, path=path)
    assert len(json.loads(path.read_text())["rows"]) == 1
