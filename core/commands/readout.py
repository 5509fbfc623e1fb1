"""Fit what the Clothes page reads of a net for photos: probabilities, and what is familiar."""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the argument."""
    parser.add_argument("run", help="a finished run or checkpoint trained on clothing photos")


def run(args: argparse.Namespace) -> int:
    """Fit, write `readout/` into the run's folder, and print what was measured; 0."""
    from core.photos.real import fit_readout
    from core.training.runs import find_run

    for name, value in fit_readout(find_run(args.run)).items():
        print(f"{name:16}{value:.4f}")
    return 0
