"""Runs as moving maps in a cell."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from embedscope.drawing.frames import RunFrames
from embedscope.drawing.lanes import LaneMaps, packed
from embedscope.drawing.palette import colour, lane_colour
from embedscope.drawing.scripts import RACE
from embedscope.drawing.trajectory import Trajectory, towards, trajectory
from embedscope.errors import BadValues
from embedscope.notebook.page import module
from embedscope.run import FOLDER, Run

READ = (
    "Each dot is a watched image where the net places it after so many steps, coloured by its "
    "class. Space plays, the arrow keys go from frame to frame, a class's name shows it alone."
)


class RaceCell(anywidget.AnyWidget):  # type: ignore[misc]
    """The widget that `embedscope.race` gives."""

    _esm = module(RACE, "race")
    _data = traitlets.Bytes().tag(sync=True)
    _told = traitlets.Unicode().tag(sync=True)
    _only = traitlets.List(traitlets.Int()).tag(sync=True)
    step = traitlets.Float(0.0).tag(sync=True)
    selection = traitlets.Any()

    def __init__(self, runs: Mapping[str, RunFrames], *, title: str) -> None:
        self._runs = dict(runs)
        self._films: dict[str, Trajectory] = {}
        super().__init__(_told=f"{title} {READ}".strip(), selection=np.empty(0, np.int64))
        self.refresh()

    def refresh(self) -> None:
        """Show the frames that came since; only these are read."""
        for name, run in self._runs.items():
            film = trajectory(run, self._films.get(name))
            if film is not None:
                self._films[name] = film
        first = next(iter(self._runs.values()))
        classes, labels = first.classes(), first.labels()
        self._data = packed(
            [self._lane(number, name) for number, name in enumerate(self._runs)],
            labels,
            name=self.model_id or "race",
            classes=classes,
            colours=[colour(i) for i in range(len(classes))],
            live=False,
            total=0,
            sheet=first.sheet(),
        )

    def _lane(self, number: int, name: str) -> LaneMaps:
        if name not in self._films:
            return LaneMaps(name, lane_colour(number))
        film, first = self._films[name], next(iter(self._films.values()))
        shown = film if film is first else towards(film, first)
        note = f"{film.dimension} dimensions: two axes by PCA, {film.share:.0%} of the variance"
        return LaneMaps(
            name,
            lane_colour(number),
            shown.steps,
            shown.planes,
            self._runs[name].accuracy(),
            note if film.dimension > 2 else "",
        )

    @traitlets.observe("_only")
    def _shown_alone(self, change: Any) -> None:
        labels = next(iter(self._runs.values())).labels()
        self.selection = np.flatnonzero(np.isin(labels, change["new"])).astype(np.int64)


def race_cell(runs: Any, *, title: str) -> RaceCell:
    """See `embedscope.race`."""
    found = {name: RunFrames(path) for name, path in _paths(runs).items()}
    if not found:
        raise BadValues("There is no run to show: give a run, a folder or a name.")
    labels = {name: run.labels() for name, run in found.items()}
    first = next(iter(labels))
    for name, of in labels.items():
        if not np.array_equal(of, labels[first]):
            raise BadValues(
                f"{name} and {first} watch other images ({len(of):,}, {len(labels[first]):,}, or "
                "other classes): show each in a cell of its own."
            )
    return RaceCell(found, title=title)


def _paths(runs: Any) -> dict[str, Path]:
    if isinstance(runs, Mapping):
        return {f"{name}": _path(run) for name, run in runs.items()}
    several = runs if isinstance(runs, (list, tuple)) else [runs]
    return {path.name: path for path in (_path(run) for run in several)}


def _path(run: Any) -> Path:
    if isinstance(run, Run):
        return run.path
    named = Path(os.environ.get("EMBEDSCOPE_RUNS", FOLDER)) / f"{run}"
    for path in (Path(f"{run}"), named):
        if (path / "frames/labels.npy").is_file():
            return path.resolve()
    raise BadValues(f"{run} is no run with frames: there is neither {run} nor {named}.")
