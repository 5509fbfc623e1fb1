"""Are the people on two photos kin? For two photos, or for a list of pairs.

Exit status: 0; 2 where nothing could be judged (the reason is on stderr). In a list, rows that
cannot be judged are reported on stderr and stay blank; the others are done. Every answer holds for
pairs of which half are kin; read it with the model's errors.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import BadUpload

if TYPE_CHECKING:
    from core.inference.kinship.batch import Judgement
    from core.inference.kinship.pair_list import PairList
    from core.inference.kinship.pair_model import PairModel
    from core.inference.kinship.verify import Answer

SHOWN = 10
"""Problems that are printed one by one."""
NEUTRAL = 0.5
"""What Kaggle gets for a pair that could not be judged: it takes no blanks."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("photos", nargs="*", metavar="PHOTO", help="two photos: A B")
    parser.add_argument("--faces", default="0,0", metavar="I,J", help="which face on each (0,0)")
    parser.add_argument("--whole", action="store_true", help="take both pictures whole for faces")
    parser.add_argument("--pairs", type=Path, metavar="CSV", help="a list: a,b[,label]")
    parser.add_argument("--root", type=Path, default=Path(), help="where the list's photos lie")
    parser.add_argument("--out", type=Path, metavar="CSV", help="the list with its scores")
    parser.add_argument(
        "--aligned", action="store_true", help="the list's pictures show nothing but a face"
    )
    parser.add_argument("--model", metavar="NAME", help="a pair model (default: kin)")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Judge and print."""
    if args.pairs is not None and args.photos:
        raise BadUpload("Give either two photos or --pairs, not both.")
    if args.pairs is not None:
        return _list(args)
    if len(args.photos) != 2:
        raise BadUpload(f"Two photos are compared, not {len(args.photos)}: A B, or --pairs CSV.")
    return _two(args)


def _two(args: argparse.Namespace) -> int:
    from core.inference.kinship.verify import verify

    which = _which(args.faces)
    answer = verify(args.photos[0], args.photos[1], which=which, whole=args.whole, model=args.model)
    print(_json(args.photos, answer) if args.json else _text(answer))
    return 0


def _which(text: str) -> tuple[int, int]:
    try:
        first, second = (int(part) for part in text.split(","))
    except ValueError:
        raise BadUpload(f"--faces takes two numbers, as in 0,1, not {text!r}.") from None
    return first, second


def _json(photos: list[str], answer: Answer) -> str:
    line = {
        "a": photos[0],
        "b": photos[1],
        "score": round(answer.score, 4),
        "probability": round(answer.probability, 4),
        "interval": [round(answer.said.low, 4), round(answer.said.high, 4)],
        "probability_near": None if answer.near is None else round(answer.near.probability, 4),
        "outside": list(answer.outside),
        "threshold": round(answer.threshold, 4),
        "kin": answer.kin,
        "same_person": answer.same_person,
        "distance": None if answer.distance is None else round(answer.distance, 4),
        "faces": [len(photo.faces) for photo, _ in answer.chosen],
        "model": answer.model,
        "encoders": list(answer.encoders),
        "ms": round(answer.ms, 1),
    }
    return json.dumps(line, ensure_ascii=False)


def _text(answer: Answer) -> str:
    if answer.same_person:
        return (
            f"These look like one person (distance {answer.distance:.2f}): kinship is beside the "
            f"point. Score {answer.score:.2f}."
        )
    word = "Kin" if answer.kin else "Not kin"
    said, near = answer.said, answer.near
    text = (
        f"{word}, by the model {answer.model}: probability {said.probability:.0%} ({said.low:.0%} "
        f"to {said.high:.0%}; score {answer.score:.2f}, threshold {answer.threshold:.2f}), where "
        "half of all pairs are kin."
    )
    if near is not None:
        text += (
            f" Among people of one family, half of them kin: {near.probability:.0%} "
            f"({near.low:.0%} to {near.high:.0%})."
        )
    if answer.outside:
        text += f" Outside of what was judged: {'; '.join(answer.outside)}."
    return text


def _list(args: argparse.Namespace) -> int:
    from core.commands._progress import ProgressLine
    from core.inference.kinship.batch import judge
    from core.inference.kinship.pair_list import read_pairs, written
    from core.inference.kinship.pair_model import pair_model

    found = read_pairs(args.pairs)
    model = pair_model(args.model)
    line = ProgressLine()
    aligned = args.aligned or found.kaggle  # Kaggle's pictures are faces cut out
    judged = judge(
        model,
        found,
        root=args.root,
        aligned=aligned,
        progress=lambda done, count, message: line.show(f"{done} of {count}: {message}"),
    )
    line.end()
    if args.out is not None:
        written(found, _column(found, judged), args.out)
    _report(judged)
    _summary(args, found, model, judged)
    return 0 if judged.scores else 2


def _column(found: PairList, judged: Judgement) -> dict[int, float | None]:
    blank = NEUTRAL if found.kaggle else None
    return {row.line: judged.probabilities.get(row.line, blank) for row in found.rows}


def _report(judged: Judgement) -> None:
    for row in judged.problems[:SHOWN]:
        print(f"line {row.line}: {row.problem}", file=sys.stderr)
    more = len(judged.problems) - SHOWN
    if more > 0:
        print(f"... and {more} more rows that could not be judged", file=sys.stderr)


def _summary(
    args: argparse.Namespace, found: PairList, model: PairModel, judged: Judgement
) -> None:
    from core.inference.kinship.batch import agreement

    agreed = agreement(model, judged) if found.labelled else None
    line = {
        "pairs": len(found.rows),
        "judged": len(judged.scores),
        "problems": [{"line": row.line, "problem": row.problem} for row in judged.problems],
        "model": model.run.name,
        "threshold": model.probability(model.threshold),
        "out": None if args.out is None else str(args.out),
        "auc": None if agreed is None else agreed.auc,
        "accuracy": None if agreed is None else agreed.accuracy.as_dict(),
    }
    if args.json:
        print(json.dumps(line, ensure_ascii=False))
        return
    print(f"{line['judged']} of {line['pairs']} pairs judged by {line['model']}.")
    if agreed is not None:
        right = agreed.accuracy
        area = "none: all labels are alike" if agreed.auc is None else f"{agreed.auc:.4f}"
        print(f"ROC AUC {area}; accuracy {right.value:.4f} ({right.low:.4f} to {right.high:.4f})")
    if args.out is None:
        for row in found.rows:
            if row.line in judged.probabilities:
                print(f"{row.a},{row.b},{judged.probabilities[row.line]:.4f}")
