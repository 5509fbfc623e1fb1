"""Write the files of reference anew, and say what changed.

python -m tests.reference [CASE...]            # compare; CASE as in classify/adam, or classify
python -m tests.reference --write [CASE...]    # and keep what is found
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.reference import kept
from tests.reference.cases import NAMES
from tests.reference.record import differences


def main() -> int:
    """0 where nothing differs, or all was written."""
    parser = argparse.ArgumentParser(prog="python -m tests.reference", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE")
    parser.add_argument("--write", action="store_true", help="keep what is found")
    asked = parser.parse_args()
    names = [n for n in NAMES if not asked.cases or {n, n.split("/")[0]} & set(asked.cases)]
    if not names:
        parser.error(f"There is no such case. Cases: {', '.join(NAMES)}")
    if not kept.same_machine():
        print("This is not the machine of tests/reference/machine.json: every hash may differ.")
        if asked.write and len(names) < len(NAMES):
            parser.error("The files must be of one machine: write all cases, or none.")
    changed = _compare(names, write=asked.write)
    print(f"{changed} of {len(names)} cases differ.")
    return int(changed > 0 and not asked.write)


def _compare(names: list[str], *, write: bool) -> int:
    changed = 0
    with tempfile.TemporaryDirectory() as folder:
        reference = kept.Reference(Path(folder))
        for name in names:
            began, task = time.monotonic(), name.split("/")[0]
            found, before = reference.records(name), kept.load(task)
            told = [
                f"    {run}: {line}"
                for run, own in found.items()
                for line in (differences(before[run], own) if run in before else ["it is new"])
            ]
            changed += bool(told)
            how = "differs" if told else "as it was"
            print("\n".join([f"{name}: {how} ({time.monotonic() - began:.1f} s)", *told]))
            if write:
                kept.save(task, {**before, **found})
    if write:
        kept.save_machine()
    return changed


if __name__ == "__main__":
    sys.exit(main())
