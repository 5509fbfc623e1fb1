"""The lanes of a race as the browser draws them: frames, accuracies, and the watched images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.licence import may_be_passed_on
from core.figures.palette import colour, lane_colour
from core.metrics.decimal import decimal
from core.runs.run import Run
from embedscope.drawing.lanes import LaneMaps, packed
from embedscope.drawing.trajectory import Trajectory
from pages.components.one_file import inlined
from pages.serving.frames import frames_url
from pages.serving.thumbs import sheet_url

History = Mapping[str, NDArray[np.float64]]


def race_picture(
    runs: Mapping[str, Run],
    trajectories: Mapping[str, Trajectory],
    accuracy: Mapping[str, Mapping[int, float]],
    *,
    name: str,
    total: int,
    titles: Mapping[str, str] = {},
    live: bool = False,
    plays: bool = False,
    alone: bool = False,
) -> bytes:
    """What `race_maps` draws.

    Args:
        runs: the lanes by name, in their order.
        trajectories: of those that have frames.
        accuracy: k-NN accuracy on the probe set by step, of every run.
        name: of the race: the browser keeps the playhead of each.
        total: planned steps.
        titles: what a lane is called, where not by its name.
        live: whether more frames will come.
        plays: whether it plays by itself until somebody touches it.
        alone: whether it has no server to get its pictures from, and takes them along where the
            data set's licence allows it.
    """
    started = next((run for name, run in runs.items() if name in trajectories), None)
    classes = list(started.probe().classes) if started else []
    return packed(
        [
            _lane(
                number,
                titles.get(lane, lane),
                trajectories.get(lane),
                accuracy[lane],
                None if alone else run,
            )
            for number, (lane, run) in enumerate(runs.items())
        ],
        started.probe_labels() if started else np.zeros(0, np.int64),
        name=name,
        classes=classes,
        colours=[colour(i) for i in range(len(classes))],
        live=live,
        plays=plays,
        total=total,
        sheet=_sheet(started, alone=alone) if started else None,
    )


def probe_accuracy(history: History) -> dict[int, float]:
    """k-NN accuracy on the probe set, by step."""
    if "knn_accuracy" not in history:  # a classifier's
        return {}
    there = ~np.isnan(history["knn_accuracy"])
    pairs = zip(history["step"][there], history["knn_accuracy"][there], strict=True)
    return {int(step): float(value) for step, value in pairs}


def _lane(
    number: int,
    name: str,
    frames: Trajectory | None,
    accuracy: Mapping[int, float],
    run: Run | None,
) -> LaneMaps:
    """Of a long `run` a server gives the frames that do not travel at once."""
    if frames is None:
        return LaneMaps(name, lane_colour(number))
    shadow = f"d = {frames.dimension}: two axes by PCA, {decimal(frames.share)} of the variance"
    note = shadow if frames.dimension > 2 else ""
    long = run is not None and len(frames.every) > len(frames.steps)
    return LaneMaps(
        name,
        lane_colour(number),
        frames.steps,
        frames.planes,
        accuracy,
        note,
        every=frames.every if long else (),
        more=frames_url(run, frames, accuracy) if run is not None and long else "",
    )


def _sheet(run: Run, *, alone: bool) -> dict[str, Any] | None:
    sheet = run.thumbs("probe")
    if sheet is None or (alone and not may_be_passed_on(run.probe().data)):
        return None
    size = {key: getattr(sheet, key) for key in ("columns", "width", "height", "count")}
    return {"url": inlined(sheet.path) if alone else sheet_url(run, "probe"), **size}
