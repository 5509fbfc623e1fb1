"""What a process frees, it keeps: no new page is cleared for the next step."""

from __future__ import annotations

import subprocess
import sys

import pytest

COUNT = """
import resource, sys
import torch
from core.training.memory import keep_memory
if sys.argv[1] == "keep":
    assert keep_memory()
def step():
    for _ in range(4):
        torch.ones(8 << 20, dtype=torch.uint8)
    torch.ones(80 << 20, dtype=torch.uint8)
step()
step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    step()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's mallopt")
def test_freed_memory_is_not_cleared_again():
    faults = {}
    for mode in ("keep", "plain"):
        command = [sys.executable, "-c", COUNT, mode]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        faults[mode] = int(done.stdout)
    assert faults["keep"] < 0.1 * faults["plain"]
