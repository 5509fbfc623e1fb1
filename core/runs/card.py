"""What every card says, whatever was trained: the task adds its data, metrics and verdict."""

from __future__ import annotations

import datetime
import importlib.metadata
import platform
from typing import Any

from core.recipes.recipe import Recipe
from core.runs.run import Run

LIBRARIES = ("torch", "torchvision", "pytorch-metric-learning", "numpy")


def card_head(
    run: Run, asked: Recipe, *, device: str, precision: str, seconds: float, steps: int
) -> dict[str, Any]:
    """Name, title, task, recipe, time, seed, device, precision, seconds and steps."""
    return {
        "name": run.name,
        "title": asked.title or asked.name,
        "task": asked.task,
        "recipe": asked.name,
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "seed": asked.seed,
        "device": device_name(device),
        "precision": precision,
        "seconds": round(seconds, 1),
        "steps": steps,
    }


def versions(*more: str) -> dict[str, str]:
    """Python's version, those of the libraries every task uses, and of `more`."""
    known = {name: importlib.metadata.version(name) for name in (*LIBRARIES, *more)}
    return {"python": platform.python_version(), **known}


def device_name(device: str) -> str:
    """A torch device as people read it: the GPU's name, or "CPU, 2 threads"."""
    import torch

    if device.startswith("cuda"):
        return torch.cuda.get_device_name()
    threads = torch.get_num_threads()
    return f"CPU, {threads} thread{'s' if threads > 1 else ''}"
