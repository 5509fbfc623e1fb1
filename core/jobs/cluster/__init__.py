"""Jobs on the nodes of a Ray cluster: `EMBEDSCOPE_RAY` names its address, "auto" or "local".

The web process reads nodes.json and imports no ray; a process beside it hands out the jobs.
"""

from __future__ import annotations

import os

VARIABLE = "EMBEDSCOPE_RAY"


def asked_address() -> str:
    """The address of the cluster that jobs run on; "" where they run here."""
    return os.environ.get(VARIABLE, "").strip()
