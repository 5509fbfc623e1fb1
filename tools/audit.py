"""Known weaknesses of the app's locked packages: `python -m tools.audit`, a part of `make check`.

pip-audit asks PyPI. Where no network answers, or a mirror that knows nothing of weaknesses, that is
said and the check goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LINE = ("-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off")
PATIENCE = 180.0  # seconds
SKIPPED = "pip-audit: nobody here tells of known weaknesses, so none was looked for."


def main() -> int:
    """Say what is known; 1 where anything is."""
    line = [sys.executable, *LINE, "-f", "json", "-r", str(ROOT / "requirements.lock")]
    try:
        done = subprocess.run(
            line, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=ROOT
        )
        found = json.loads(done.stdout)["dependencies"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError):
        print(SKIPPED)
        return 0
    return told(found)


def told(found: Sequence[Mapping[str, Any]]) -> int:
    """Print what pip-audit's JSON says of each package; 1 where one has a weakness."""
    asked = [each for each in found if "vulns" in each]
    if not asked:
        print(SKIPPED)
        return 0
    weak = [(each, one) for each in asked for one in each["vulns"]]
    for each, one in weak:
        mended = ", ".join(one["fix_versions"]) or "no version yet"
        print(f"{each['name']} {each['version']}: {one['id']}, mended in {mended}.")
    print(f"pip-audit: {len(asked)} of {len(found)} packages asked for, {len(weak)} weaknesses.")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
