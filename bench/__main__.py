"""`python -m bench [ROW ...]`: measure, print the table, write bench/results.json."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import time
import traceback

from bench import table
from bench.machine import facts
from core.registry import Entry, entries


def main() -> int:
    """The exit status: 1 where a measurement broke; a promise that was missed is no such thing."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows or rooms; else all")
    parser.add_argument("--list", action="store_true", help="name the rows and what they promise")
    asked = parser.parse_args()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    if asked.list:
        _list()
        return 0
    try:
        rooms = table.rooms(asked.rows)
    except ValueError as error:
        parser.error(str(error))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers and races are stopped too
    rows, broken = [], False
    for name, room in rooms.items():
        begun = time.monotonic()
        print(f"{name} ...", end=" ", file=sys.stderr, flush=True)
        found, failed = _measure(room)
        broken |= failed
        rows += found
        table.keep(found, facts())
        print(f"{time.monotonic() - begun:.0f} s", file=sys.stderr)
    print(table.table(rows))
    return int(broken)


def _measure(room: Entry) -> tuple[list[table.Row], bool]:
    """A room's rows, and whether it broke; then, or where it was skipped, they say why."""
    promised, measured, reason, failed = table.promises(room), {}, "", False
    try:
        measured = room.load().measure()
    except table.Skipped as error:
        reason = f"skipped: {error}"
    except Exception as error:  # noqa: BLE001 (the other rooms are still measured)
        traceback.print_exc()
        reason, failed = f"failed: {type(error).__name__}: {error}".splitlines()[0], True
    rows = [table.row(n, p, measured.get(n), reason=reason) for n, p in promised.items()]
    return rows, failed


def _list() -> None:
    for name, room in entries(table.PACKAGE).items():
        note = " (only when named)" if room.constants.get("ON_REQUEST") else ""
        print(f"{name}: {room.summary}{note}")
        for row, promise in table.promises(room).items():
            target = "" if promise.target is None else f"{promise.op} {promise.target:g}"
            print(f"  {row:22} {target} {promise.unit}".rstrip())


if __name__ == "__main__":
    sys.exit(main())
