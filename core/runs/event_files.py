"""A run's curves as event files, which TensorBoard and other viewers read.

Training and validation become two runs with the same tags, so that a viewer lays them into one
chart. Source: the `Event` protocol buffer of TensorFlow, written by tensorboardX.
"""

from __future__ import annotations

import datetime
import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from core.recipes.recipe import recipe_to_text
from core.runs.curves import curves_of
from core.runs.run import Run

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold; the events have their own

NAME = "events.out.tfevents.0.embedscope"


def events_zip(runs: Mapping[str, Run]) -> bytes:
    """A zip with a folder for each run, named by its key, and in it one each for `train` and
    `validation`; the recipe stands among the training's texts.
    """
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(out, "w") as archive:
        for name, run in runs.items():
            write_events(run, Path(folder) / name)
        for path in sorted(Path(folder).rglob("*tfevents*")):
            place = path.relative_to(folder).parent.as_posix()  # its own name tells the machine's
            info = zipfile.ZipInfo(f"{place}/{NAME}", EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, path.read_bytes())
    return out.getvalue()


def write_events(run: Run, folder: Path) -> None:
    """Write the event files of a run under `folder`; values are float32, as the format has them."""
    from tensorboardX import SummaryWriter

    began, curves = _began(run), curves_of(run.history())
    for split in dict.fromkeys(curve.split for curve in curves):
        with SummaryWriter(str(folder / split), write_to_disk=True) as writer:
            if split == "train":
                writer.add_text("recipe", f"```yaml\n{recipe_to_text(run.recipe())}```", 0, began)
            for curve in curves:
                if curve.split != split:
                    continue
                points = zip(curve.step, curve.seconds, curve.value, strict=True)
                for step, seconds, value in points:
                    writer.add_scalar(curve.quantity, value, int(step), began + seconds)


def _began(run: Run) -> float:
    """When the run was begun, in seconds since 1970; its recipe's time where no card says it."""
    card = run.card
    try:
        return datetime.datetime.fromisoformat(card.created if card else "").timestamp()
    except ValueError:  # not finished, or written by hand
        pass
    return (run.folder / "recipe.yaml").stat().st_mtime
