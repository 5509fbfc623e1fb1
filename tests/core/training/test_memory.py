"""What a process frees, it keeps: no new page is cleared for the next step."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT

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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of the GNU C library alone")
def test_freed_memory_can_be_handed_back() -> None:
    script = (
        "import psutil; from core.training.memory import hand_back\n"
        "held = [bytes(1000) for _ in range(100_000)]; full = psutil.Process().memory_info().rss\n"
        "keep = held[-1]; del held; hand_back()\n"
        "print(full - psutil.Process().memory_info().rss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert int(done.stdout) > 50 * 2**20, done.stderr
