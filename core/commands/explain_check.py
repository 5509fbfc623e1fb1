"""Check whether a net's explanations (Grad-CAM, occlusion) can be believed: what random weights
leave of them, and whether the class's probability follows them, over many test images.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from core.metrics.decimal import between, decimal

if TYPE_CHECKING:
    from core.metrics.metric import Metric
    from core.runs.explanations import Judged

IMAGES = 100


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("run", help="a finished run or checkpoint with its weights")
    parser.add_argument(
        "--images", type=int, default=IMAGES, help=f"test images (default: {IMAGES})"
    )
    parser.add_argument("--seed", type=int, default=0, help="draws images and orders (default: 0)")
    parser.add_argument("--keep", action="store_true", help="keep it for Inside the network")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Measure and print; 0."""
    from core.commands._progress import ProgressLine
    from core.errors import BadRecipe
    from core.inference.explanation_check import check_many
    from core.runs.explanations import TITLES, keep_explanations
    from core.runs.find import find_run
    from core.typed_json import plain

    if args.images < 1:
        raise BadRecipe(f"--images {args.images}: at least one test image is needed.")
    known, line = find_run(args.run), ProgressLine()
    found = check_many(
        known,
        images=args.images,
        seed=args.seed,
        progress=lambda done, of: line.show(f"image {done + 1} of {of}"),
    )
    line.end()
    if args.keep:
        keep_explanations(known, found)
    if args.json:
        print(json.dumps(plain(found), ensure_ascii=False))
        return 0
    print(f"{found.images} test images of {known.name}; Grad-CAM of {found.layer}\n")
    for kind, judged in found.maps.items():
        print(TITLES[kind])
        print(_text(judged))
    return 0


def _text(judged: Judged) -> str:
    lines = [_line(f"like it with {words} random", one) for words, one in judged.likeness.items()]
    named = {
        "deletion": judged.deletion,
        "deletion at random": judged.random_deletion,
        "insertion": judged.insertion,
        "insertion at random": judged.random_insertion,
        "gain over random": judged.gain,
    }
    return "\n".join([*lines, *(_line(name, one) for name, one in named.items())])


def _line(name: str, one: Metric) -> str:
    return f"  {name:52} {decimal(one.value, 3):>6}  {between(one.low, one.high)}"
