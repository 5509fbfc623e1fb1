"""Probe every layer of a run's net by logistic regression, and keep the figures with the run."""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the argument."""
    parser.add_argument("run", nargs="+", help="finished runs or checkpoints")


def run(args: argparse.Namespace) -> int:
    """Measure, write `probe/layers.json` into each run's folder, and print the layers; 0."""
    from core.commands._progress import ProgressLine
    from core.diagnosis.layer_probes import measure_probes, probes_of
    from core.runs.find import find_run

    line = ProgressLine()
    for name in args.run:
        found = find_run(name)
        measure_probes(
            found,
            progress=lambda step, steps, message: line.show(f"{step} of {steps} {message}"),
        )
        line.end()
        probes = probes_of(found)
        assert probes is not None
        print(f"{name}: {probes.train:,} training images, {probes.test:,} test images")
        for layer in probes.layers:
            interval = f"{layer.low:.4f} to {layer.high:.4f}"
            print(
                f"  {layer.title:16}{layer.parameters:>12,} parameters  {layer.values:>6,} values  "
                f"{layer.accuracy:.4f}  {interval}"
            )
    return 0
