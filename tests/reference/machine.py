"""What the last bit of a training depends on besides the code: libraries and processor."""

from __future__ import annotations

import importlib.metadata
import platform
from pathlib import Path

import torch

LIBRARIES = (
    "torch",
    "numpy",
    "scipy",
    "scikit-learn",
    "pytorch-metric-learning",
    "pillow",
)
WIDE = ("avx", "fma", "amx", "sse4", "f16c", "asimd", "sve", "bf16")
"""Starts of the names of those abilities of a processor by which libraries choose their code."""


def fingerprint() -> dict[str, str]:
    """Two machines with equal fingerprints give equal hashes."""
    return {
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in LIBRARIES},
        "platform": f"{platform.system()} {platform.machine()} {' '.join(platform.libc_ver())}",
        "processor": _processor(),
        "torch's code": torch.backends.cpu.get_cpu_capability(),
        "threads": "1",
    }


def _processor() -> str:
    """Maker, model and abilities, as Linux tells them; elsewhere what Python knows."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n\n")[0].splitlines()
    except OSError:
        return platform.processor()
    told = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    names = [told.get(key, "") for key in ("vendor_id", "cpu family", "model", "CPU implementer")]
    flags = (told.get("flags") or told.get("Features") or "").split()
    return " ".join([*filter(None, names), *sorted(f for f in flags if f.startswith(WIDE))])
