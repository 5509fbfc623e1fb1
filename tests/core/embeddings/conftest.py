"""A run whose net can be run: LightModel with weights of its own, over scikit-learn's digits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.runs.run import Run
from tests.conftest import write_checkpoint


@pytest.fixture
def digits_run(folders: Path) -> Run:
    import torch
    from safetensors.torch import save_file

    from core.nets import build

    folder = write_checkpoint(folders / "checkpoints/digits-run", count=360)
    card = json.loads((folder / "card.json").read_text())
    card["data"] |= {"name": "digits", "classes": list("0123456789")}
    (folder / "card.json").write_text(json.dumps(card))
    torch.manual_seed(1)  # not the seed of the recipe: these weights count as trained
    save_file(build("light", dimension=2).state_dict(), folder / "model.safetensors")
    return Run(folder)
