"""What the figures were measured on, as far as it explains them."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path
from typing import Any

import psutil

FLAGS = ("avx2", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "bf16")


def facts() -> dict[str, Any]:
    """Cores, what they compute in hardware, memory and library versions; no names, no paths."""
    from core.training.device import cpu_has_bf16

    return {
        "cores": len(os.sched_getaffinity(0)),
        "architecture": platform.machine(),
        "flags": [flag for flag in FLAGS if flag in _flags()],
        "bf16": cpu_has_bf16(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in ("torch", "streamlit", "gradio")},
    }


def _flags() -> set[str]:
    try:
        return set(Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore").split())
    except OSError:  # no Linux
        return set()
