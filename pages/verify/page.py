"""Do two pictures show the same thing? Which threshold tells, and how often does it err?"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.figures.tables import Number
from core.metrics.calibration import Reliability
from core.metrics.decimal import UNKNOWN, between, decimal
from core.metrics.metric import Metric
from pages.shared.controls import bound_segments, bound_share
from pages.shared.errors import explained
from pages.shared.figure_card import csv_button, figure_card
from pages.shared.header import header
from pages.shared.html_table import result_table
from pages.shared.kin_controls import draw_kin_controls
from pages.verify.ask import Asked, answered, chosen
from pages.verify.pictures import draw_pairs
from pages.verify.tables import columns_csv, pairs_csv

TITLE = "Verify"
GROUP = "Explore"
ORDER = 3
ICON = ":material/compare_arrows:"

VIEWS = {
    "curve": "Accepted",
    "scores": "Scores",
    "hardest": "Hardest",
    "calibration": "Calibration",
}
HOW_TO_READ = r"""
Two pictures are accepted as *the same* where the score of their vectors reaches a threshold: the
cosine $\frac{f(a) \cdot f(b)}{\lVert f(a) \rVert \lVert f(b) \rVert}$, or minus the distance.

* **FAR**, false accept rate: the share of pairs of different things that is accepted.
* **TAR**, true accept rate: the share of pairs of the same that is accepted. A lower threshold
  raises both; the curve shows every choice. **EER** is the error where both errors are equal.
* **ROC AUC**: how often a pair of the same scores higher than a pair of different things.

**Intervals** (95 %) draw whole groups (people, classes, families), not pairs: one hard person
spoils many pairs at once. **On other groups** says what a threshold lets pass among groups that it
was not chosen on: five folds, no group on both sides.

**Traps.** Among all pairs nearly all are different: an accuracy says nothing, and a FAR of .01 lets
in ten thousand of a million. A FAR of 1 in 10,000 needs 100,000 pairs of different things to be
told; below ten pairs nothing is said. Classes that a net was trained on flatter it: hold some out.

Grother, Ngan, Hanaoka (2019), *Face Recognition Vendor Test*, NISTIR 8271; intervals: Owen (2007),
*The pigeonhole bootstrap*.
"""


def draw(asked: Asked, said: dict[str, Any]) -> None:
    """The figures in words and as a table, then one view of them."""
    area, equal = (Metric(**said["figures"][name]) for name in ("auc", "eer"))
    st.markdown(
        f"{said['told']} One of the same scores higher than one of different things in "
        f"**{decimal(area.value, 3)}** of all cases (ROC AUC, {between(area.low, area.high)}); "
        f"the equal error rate is **{decimal(equal.value, 3)}** ({between(equal.low, equal.high)})."
    )
    result_table(
        ["False accept rate", "Accepted from", "True accept rate", "On other groups: FAR", "TAR"],
        [_row(each) for each in said["accepted"]],
        name="verify",
        told=f"{said['told'].replace('*', '')} Intervals (95 %) are over groups.",
    )
    if asked.card is not None:
        draw_kin_controls([asked.card], name="verify-controls")
    view = bound_segments("View", list(VIEWS), titles=VIEWS.__getitem__, key="view", hidden=True)
    draws = {"curve": _curve, "scores": _scores, "hardest": _hardest, "calibration": _calibration}
    draws[view](asked, said)


def _row(each: dict[str, Any]) -> list[str | Number]:
    tar, held = Metric(**each["tar"]), each["held_out"]
    return [
        f"{each['far']:g} (1 in {round(1 / each['far']):,})",
        f"{each['threshold']:.6g}",
        Number.of(tar),
        f"{held[0]:.2g}" if held else UNKNOWN,
        decimal(held[1], 3) if held else UNKNOWN,
    ]


def _wanted(said: dict[str, Any]) -> tuple[float, float, float] | None:
    """The threshold for the false accept rate that the person wants, with what it lets pass."""
    far = bound_share("Allowed false accept rate", key="far", default=0.01, width=260)
    within = np.flatnonzero(said["false_accept"] <= far + 1e-12)
    if not len(within):
        st.caption(f"No threshold among these scores keeps it at {far:g} or below.")
        return None
    at = within[0]
    wrong, right = said["false_accept"][at], said["true_accept"][at]
    threshold = float(said["thresholds"][at])
    st.caption(
        f"Accept from **{threshold:.6g}** on: {decimal(right, 3)} of the pairs of the same pass, "
        f"and {wrong:.2g} of the others."
    )
    return threshold, float(wrong), float(right)


def _curve(asked: Asked, said: dict[str, Any]) -> None:
    from core.figures.verification import accepted_at

    wanted = _wanted(said)
    figure_card(
        accepted_at(
            said["false_accept"],
            said["true_accept"],
            told=[(each["far"], Metric(**each["tar"])) for each in said["accepted"]],
            wanted=wanted and (wanted[1], wanted[2]),
        ),
        name=f"verify-{asked.name}",
        caption="The share of right pairs that pass, against the share of wrong ones, on a "
        f"logarithmic axis. Bars: 95 % intervals over groups, {said['draws']:,} draws. Dotted: "
        "chance. Dashed: the rate that is allowed.",
        table=partial(columns_csv, ("thresholds", "false_accept", "true_accept"), said),
        alt="True accept rate against false accept rate",
    )


def _scores(asked: Asked, said: dict[str, Any]) -> None:
    from core.figures.verification import score_bars

    wanted = _wanted(said)
    figure_card(
        score_bars(
            said["edges"],
            said["same"],
            said["different"],
            threshold=wanted and wanted[0],
            title=asked.score,
        ),
        name=f"verify-scores-{asked.name}",
        caption="What lies right of the dashed line is accepted. Where both overlap, no threshold "
        "tells them apart.",
        table=partial(columns_csv, ("same", "different"), said),
        alt="Scores of pairs of the same and of different things",
    )


def _calibration(asked: Asked, said: dict[str, Any]) -> None:
    from core.figures.reliability import reliability_diagram

    if "stated" not in said:
        st.info("There are too few groups to fit a probability on some and judge it on others.")
        return
    found = Reliability(said["stated"], said["found"], said["counts"])
    figure_card(
        reliability_diagram({"pairs": found}, of="pairs", rate="share that is the same"),
        name=f"verify-calibration-{asked.name}",
        caption="A logistic curve makes a probability of the score: fitted on four fifths of the "
        f"groups, judged on the others. On average it is off by {decimal(found.error, 3)}. It "
        "holds for a mixture of pairs such as this.",
        table=partial(columns_csv, ("stated", "found", "counts"), said),
        alt="Predicted probability of being the same against the share that is",
    )


def _hardest(asked: Asked, said: dict[str, Any]) -> None:
    if asked.embedding_set is None:
        st.info("Faces of tested people are not kept, so there are no pictures to show.")
        return
    for title, sort in (
        ("Different, yet alike: they would be accepted first", "accept"),
        ("The same, yet far apart: they would be rejected first", "reject"),
    ):
        st.subheader(title, anchor=False)
        draw_pairs(
            asked.embedding_set,
            said[f"{sort}s"],
            said[f"{sort}_scores"],
            same=asked.question["same"],
            name=title,
        )
    if asked.embedding_set.sheets() is None:
        st.caption("This set keeps no pictures; what each point shows is named.")
    csv_button("Save these pairs", partial(pairs_csv, said), name=f"hardest-{asked.name}")


header(TITLE, "Do two pictures show the same thing, and how sure is that?", HOW_TO_READ)
with explained():
    asked = chosen()
    if asked is not None:
        draw(asked, answered(asked.question, asked.stamp))
