"""Runs as one HTML file that replays them: what *Save as one page* gives, and `embedscope export`.

python -m pages.shared.replay_page RUN FILE
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import files
from core.data.catalogue import called
from core.data.licence import WITHHELD, licence_of, may_be_passed_on
from core.errors import EmbedscopeError, RunBroken
from core.figures.curves import WATCHED, Quantity
from core.figures.page_parts import curves_part, words_part
from core.runs.card import RunCard
from core.runs.find import find_run
from core.runs.run import Run
from core.runs.standing import title_of, titles_of
from embedscope import __version__
from embedscope.drawing.trajectory import Trajectory, trajectory
from pages.components.race_maps import race_file
from pages.shared.race_picture import probe_accuracy, race_picture

History = dict[str, NDArray[np.float64]]
EXPLAINED = (
    "Each dot is a watched image, coloured by its class, where the net places it after so many "
    "steps. Space plays, the arrow keys go from frame to frame."
)


def replay_page(
    runs: Mapping[str, Run],
    films: Mapping[str, Trajectory],
    histories: Mapping[str, History],
    *,
    name: str,
    total: int = 0,
    quantities: Sequence[Quantity] = WATCHED,
    said: Mapping[str, Sequence[str]] | None = None,
    told: Sequence[str] = (),
) -> bytes:
    """The file: moving maps that play by themselves, what is `said` of each run, by its name, the
    curves of `quantities`, where the images come from, and what else is `told`.
    """
    titles = titles_of(runs)
    accuracy = {lane: probe_accuracy(history) for lane, history in histories.items()}
    data = race_picture(
        runs, films, accuracy, name=name, total=total, titles=titles, plays=True, alone=True
    )
    renamed = {titles[lane]: history for lane, history in histories.items()}
    return race_file(
        data,
        title=" and ".join(titles.values()),
        says=[EXPLAINED],
        told=[*_told(runs), *told],
        below=[
            words_part({titles[lane]: words for lane, words in (said or {}).items()}),
            curves_part(renamed, quantities),
        ],
    )


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
        name, card = run.name, run.card
        said = {name: [card.verdict]} if card is not None and card.verdict else {}
        made = replay_page({name: run}, {name: film}, {name: run.history()}, name=name, said=said)
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
            + _trained(card)
            + ("." if may_be_passed_on(probe.data) else ". " + WITHHELD)
        )
    return [*sentences, f"Made by Embedscope {__version__}."]


def _trained(card: RunCard | None) -> str:
    """By which recipe and seed, how long, when."""
    if card is None:
        return ", not finished"
    recipe = f", recipe {card.recipe}" if card.recipe else ""
    return f"{recipe}, seed {card.seed}, {card.steps:,} steps, {card.created[:10]}"


if __name__ == "__main__":
    sys.exit(main())
