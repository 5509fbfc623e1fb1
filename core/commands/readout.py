"""Fit what the Clothes page reads of a net besides its embedding, on photos of clothes.

Of a net that was trained on photos: probabilities, and what is familiar. Of a Fashion-MNIST net:
how much a vote of each class counts.
"""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the argument."""
    parser.add_argument("run", help="a finished run trained on clothing photos or Fashion-MNIST")


def run(args: argparse.Namespace) -> int:
    """Fit, write `readout/` into the run's folder, and print what was measured; 0."""
    from core.inference.photos.classify import DATA
    from core.inference.photos.fit_weights import fit_weights
    from core.inference.photos.real import fit_readout
    from core.runs.find import find_run

    asked = find_run(args.run)
    fashion = asked.data().name == DATA
    for name, value in (fit_weights if fashion else fit_readout)(asked).items():
        print(f"{name:16}{value:.4f}")
    return 0
