"""What a process frees, it keeps: no new page is cleared for the next step."""

from __future__ import annotations

import subprocess
import sys

import pytest

COUNT = """
import resource
import torch
from core.training.memory import keep_memory
def step():
    for _ in range(4):
        torch.ones(8 << 20, dtype=torch.uint8)
    torch.ones(40 << 20, dtype=torch.uint8)  # above what the C library keeps by itself: 32 MB
def faults():
    step()
    step()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    step()
    step()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
print(faults())
assert keep_memory()
print(faults())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's mallopt")
def test_freed_memory_is_not_cleared_again():
    done = subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, check=True)
    plain, kept = map(int, done.stdout.split())
    assert kept < 0.1 * plain
