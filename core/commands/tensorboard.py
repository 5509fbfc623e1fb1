"""What a loop writes for TensorBoard, as runs: its curves, its projector dumps as frames."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from core import files

if TYPE_CHECKING:
    from embedscope import Run

EVERY = 2.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", type=Path, help="TensorBoard's --logdir")
    parser.add_argument("--follow", action="store_true", help="go on as it grows (Ctrl-C ends it)")


def run(args: argparse.Namespace) -> int:
    """Write the runs and say which; 0, or 1 where there is nothing."""
    from core.runs.tensorboard import logs_in

    taken: dict[str, Taken] = {}
    try:
        while True:
            for name, folders in logs_in(args.folder).items():
                if name not in taken:
                    taken[name] = Taken(name)
                    print(f"{name}: {taken[name].run.path}")
                taken[name].take(folders)
            if not args.follow:
                break
            time.sleep(EVERY)
    except KeyboardInterrupt:
        print()
    for one in taken.values():
        one.run.finish()
    if not taken:
        print(f"No event file of TensorBoard lies in {args.folder}.")
    return 0 if taken else 1


class Taken:
    """A run that is written, and how much of the log was taken."""

    def __init__(self, name: str) -> None:
        from core.paths import runs_folder
        from embedscope import Run

        plain = files.readable_name(name, other="tensorboard")
        self.run: Run = Run(plain, title=name, folder=runs_folder())
        self.rows, self.frames = -1, -1

    def take(self, folders: list[Path]) -> None:
        """What is new: rows and frames in the order of their steps."""
        from core.runs.tensorboard import Dump, dumps, scalars

        new: dict[int, tuple[dict[str, float], Dump | None]] = {
            step: (row, None) for step, row in scalars(folders).items() if step > self.rows
        }
        for folder in {*folders, *(each.parent for each in folders)}:
            for dump in dumps(folder, known=self.frames):
                new[dump.step] = (new.get(dump.step, ({}, None))[0], dump)
        for step in sorted(new):
            row, dumped = new[step]
            if row:
                self.run.log(step, **row)
            if dumped is not None:
                if self.frames < 0 and dumped.labels:
                    self.run.watch(dumped.labels)
                self.run.embed(step, dumped.vectors)
                self.frames = step
            self.rows = max(self.rows, step)
        self.run.flush()
