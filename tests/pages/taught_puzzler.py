"""A net that was taught puzzles for some seconds, in a folder of runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from core import data
from core.recipes.recipe import changed
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks import train
from core.tasks.jigsaw.settings import JigsawRecipe
from tests.core.tasks.jigsaw.conftest import QUICK, made

SETTINGS = {
    "permutations": 72,
    "net.width": 0.1,
    "net.dropout": 0.0,
    "data.orders": 16,
    "length.steps": 120,
    "title": "Taught for a test",
}


def taught_run(folder: Path, **more: object) -> Run:
    """It solves pictures as `ball` draws them."""
    before, data.load = data.load, made
    try:
        run = Run(folder)
        RunWriter(run).begin(changed(JigsawRecipe(), {**QUICK, **SETTINGS, **more}))
        assert train([run])
    finally:
        data.load = before
    return run


def ball() -> Image.Image:
    """Such a picture as it was taught, large."""
    pixels = np.asarray(made("cifar100", "test").images[3])
    return Image.fromarray(pixels).resize((300, 300), Image.Resampling.BILINEAR)
