"""Many pairs at once: each photo is opened and encoded once, and a bad row stops nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.errors import BadUpload, EmbedscopeError
from core.faces.features import How, Progress, features
from core.inference.kinship.pair_list import PairList, Row
from core.inference.kinship.pair_model import PairModel, Vectors
from core.metrics.bootstrap import measured_mean
from core.metrics.classification import auc
from core.metrics.metric import Metric

NO_FACE = "no face was found on it; for pictures that show nothing but a face: --aligned"


@dataclass(frozen=True)
class Judgement:
    """Every row with its probability or its problem, in the list's order."""

    rows: tuple[Row, ...]
    probabilities: dict[int, float]
    """By line, of those that could be judged."""
    scores: dict[int, float]
    """Likewise, the logits."""

    @property
    def problems(self) -> tuple[Row, ...]:
        """The rows that could not be judged."""
        return tuple(row for row in self.rows if row.problem)


@dataclass(frozen=True)
class Agreement:
    """How a labelled list agrees with the model: of the pairs that could be judged."""

    auc: float | None
    """ROC AUC; None where all labels are alike."""
    accuracy: Metric
    """At the model's own threshold."""


def judge(
    model: PairModel,
    found: PairList,
    *,
    root: Path,
    aligned: bool = False,
    progress: Progress = lambda *_: None,
) -> Judgement:
    """Judge the pairs of a list.

    Args:
        model: the pair model.
        found: the list.
        root: the folder in which its names are looked for.
        aligned: the pictures show nothing but a face; where the detector finds none the whole is
            taken. Without it such a picture is a problem of its rows.
        progress: as `core.faces.features.features` takes it.

    Raises BadUpload where `root` is not a folder.
    """
    if not root.is_dir():
        raise BadUpload(f"{root} is not a folder. --root names the one in which the photos lie.")
    names = dict.fromkeys(n for row in found.rows if not row.problem for n in (row.a, row.b))
    seen, problems = _encoded(model, list(names), root, aligned=aligned, progress=progress)
    place = {name: i for i, name in enumerate(seen)}
    rows = tuple(_checked(row, problems) for row in found.rows)
    good = [row for row in rows if not row.problem]
    pairs = np.array([[place[row.a], place[row.b]] for row in good], np.int64).reshape(-1, 2)
    vectors = np.stack(list(seen.values())) if seen else np.empty((0, 1), np.float32)
    scores = model.scores(vectors, pairs) if good else np.empty(0)
    lines = [row.line for row in good]
    return Judgement(
        rows,
        dict(zip(lines, model.probabilities(scores).tolist(), strict=True)),
        dict(zip(lines, scores.tolist(), strict=True)),
    )


def agreement(model: PairModel, judged: Judgement) -> Agreement | None:
    """Of the labelled pairs; None where there are none."""
    labelled = [r for r in judged.rows if r.label is not None and not r.problem]
    if not labelled:
        return None
    scores = np.array([judged.scores[row.line] for row in labelled])
    kin = np.array([bool(row.label) for row in labelled])
    area = auc(scores, kin)
    right = measured_mean((scores >= model.threshold) == kin)
    return Agreement(None if np.isnan(area) else area, right)


def _encoded(
    model: PairModel, names: list[str], root: Path, *, aligned: bool, progress: Progress
) -> tuple[dict[str, Vectors], dict[str, str]]:
    """What heads take of each picture that could be read [d], and why the others could not."""
    how: How = "cut-out" if aligned else "photo"
    parts: list[dict[str, Vectors]] = []
    problems: dict[str, str] = {}

    def read(name: str) -> bytes:
        path = root / name
        try:
            return path.read_bytes()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise EmbedscopeError(f"it cannot be read ({why})") from error

    for encoder in model.encoders:
        made = features(names, read, encoder=encoder, how=how, progress=progress)
        problems |= {problem.name: problem.reason for problem in made.problems}
        if not aligned:
            lost = (n for n, f in zip(made.names, made.found, strict=True) if not f)
            problems |= dict.fromkeys(lost, NO_FACE)
        parts.append(dict(zip(made.names, made.vectors, strict=True)))
    good = [name for name in names if name not in problems]
    both = [np.concatenate([part[name] for part in parts], axis=1) for name in good]
    seen = list(model.seen(np.stack(both))) if both else []
    return dict(zip(good, seen, strict=True)), problems


def _checked(row: Row, problems: dict[str, str]) -> Row:
    if row.problem:
        return row
    wrong = next((name for name in (row.a, row.b) if name in problems), None)
    return row if wrong is None else replace(row, problem=f"{wrong}: {problems[wrong]}")
