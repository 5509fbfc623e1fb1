"""What the scores of pairs are worth: of points of a set, or of a kinship run's tested pairs."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.inference.wire import Named

HARDEST = 60
CORNERS = 2_000
BINS = 80


def answer(*, embedding_set: str | None = None, run: str | None = None, **question: Any) -> Named:
    """Of the set or the run: `told` (how many pairs), `figures` (auc, eer), `accepted` (as
    core.verification.judged.Accepted), `draws`; the curve as `thresholds`, `false_accept` and
    `true_accept`; `edges`, `same`, `different` (counts of scores); `stated`, `found`, `counts` of
    the reliability diagram, where there is one; and the hardest pairs: `accepts`, `rejects` int64
    [k, 2] with `accept_scores`, `reject_scores`. Raises BadPairs, EmbeddingSetBroken, UnknownName.
    """
    from dataclasses import asdict

    from core.embeddings.embedding_set import find_embedding_set
    from core.runs.find import find_run
    from core.verification.asked import Question, scored, scored_by
    from core.verification.judged import judged

    if embedding_set is None:
        found = scored_by(find_run(str(run)))
    else:
        several = {key: tuple(question.get(key, ())) for key in ("classes", "where")}
        asked = Question(**{**question, **several})
        found = scored(find_embedding_set(embedding_set), asked)
    pairs, scores = found.pairs, found.scores
    known = judged(scores, pairs)
    curve = known.errors.thinned(CORNERS)
    low, high = float(scores.min()), float(scores.max())
    edges = np.linspace(low, high if high > low else low + 1, BINS + 1)
    said: Named = {
        "told": pairs.told(),
        "figures": {"auc": asdict(known.auc), "eer": asdict(known.eer)},
        "accepted": [asdict(each) for each in known.accepted],
        "draws": known.draws,
        "thresholds": curve.thresholds[:-1],
        "false_accept": curve.false_accept[:-1],
        "true_accept": 1 - curve.false_reject[:-1],
        "edges": edges,
        "same": np.histogram(scores[pairs.same], edges)[0],
        "different": np.histogram(scores[~pairs.same], edges)[0],
    }
    for name, sort, sign in (("accept", ~pairs.same, -1), ("reject", pairs.same, 1)):
        rows = np.flatnonzero(sort)
        rows = rows[np.argsort(sign * scores[rows], kind="stable")[:HARDEST]]
        said[f"{name}s"] = np.stack([pairs.left[rows], pairs.right[rows]], axis=1)
        said[f"{name}_scores"] = scores[rows]
    if known.calibration is not None:
        said |= {key: getattr(known.calibration, key) for key in ("stated", "found", "counts")}
    return said
