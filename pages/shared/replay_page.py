"""Runs as one HTML file that replays them: what *Save as one page* gives, and `embedscope export`.

python -m pages.shared.replay_page RUN FILE
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from core import files
from core.data.catalogue import called
from core.data.licence import WITHHELD, licence_of, may_be_passed_on
from core.errors import EmbedscopeError, RunBroken
from core.runs.find import find_run
from core.runs.run import Run
from core.runs.standing import title_of
from embedscope import __version__
from embedscope.drawing.trajectory import Trajectory, trajectory
from pages.components.race_maps import race_file
from pages.shared.race_picture import probe_accuracy, race_picture

EXPLAINED = (
    "Each dot is a watched image, coloured by its class, where the net places it after so many "
    "steps. Space plays, the arrow keys go from frame to frame."
)


def replay_page(
    runs: Mapping[str, Run],
    films: Mapping[str, Trajectory],
    accuracy: Mapping[str, Mapping[int, float]],
    *,
    name: str,
    total: int = 0,
) -> bytes:
    """The file: as `race_picture` takes them, playing by itself and without a server."""
    titles = {lane: title_of(run) for lane, run in runs.items()}
    data = race_picture(
        runs, films, accuracy, name=name, total=total, titles=titles, plays=True, alone=True
    )
    title = " and ".join(titles.values())
    return race_file(data, title=title, says=[EXPLAINED], told=_told(runs))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a run's file; 0, or 2 with a sentence where it cannot be."""
    parser = argparse.ArgumentParser(prog="python -m pages.shared.replay_page")
    parser.add_argument("run", help="its name, or its folder")
    parser.add_argument("file", type=Path)
    asked = parser.parse_args(arguments)
    try:
        run = find_run(asked.run)
        film = trajectory(run)
        if film is None:
            raise RunBroken(
                f"The run {run.name} keeps no frames, so that there is no moving map of it. Its "
                "test images' vectors go into --to FILE.npz, .parquet or .csv."
            )
        accuracy = {run.name: probe_accuracy(run.history())}
        made = replay_page({run.name: run}, {run.name: film}, accuracy, name=run.name)
        files.write(asked.file, lambda part: part.write_bytes(made))
    except EmbedscopeError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{asked.file}: {len(film.steps):,} frames, {len(made) / 1e6:.1f} MB, no server needed")
    return 0


def _told(runs: Mapping[str, Run]) -> list[str]:
    """Where it comes from: of each run the data, how many images, the seed, when and by what."""
    sentences = []
    for run in runs.values():
        probe, card = run.probe(), run.card
        licence = licence_of(probe.data)
        sentences.append(
            f"{title_of(run)}: {len(run.probe_labels()):,} images of {called(probe.data)} "
            f"({probe.split}; licence: {licence}), {len(run.frame_steps()):,} frames"
            + (f", seed {card.seed}, {card.steps:,} steps, {card.created[:10]}" if card else "")
            + ("." if may_be_passed_on(probe.data) else ". " + WITHHELD)
        )
    return [*sentences, f"Made by Embedscope {__version__}."]


if __name__ == "__main__":
    sys.exit(main())
