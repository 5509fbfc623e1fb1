"""Which classes does a net mix up, how sure is it, and are two nets really different?"""

from __future__ import annotations

import streamlit as st

from pages.evaluation.choose import Judged, chosen_runs, tell_source
from pages.evaluation.gallery import warm
from pages.evaluation.matrix import draw_matrix
from pages.shared.baselines import tell_beside
from pages.shared.errors import explained
from pages.shared.header import header

TITLE = "Evaluation"
GROUP = "Inspect"
ORDER = 1
ICON = ":material/grid_on:"

HOW_TO_READ = r"""
The **confusion matrix** counts test images by true class (row) and predicted class (column).
*Recall* is the diagonal over the row's sum, *precision* over the column's;
$F_1 = 2PR/(P+R)$.

A **ROC curve** shows how many images of a class are found at how many false alarms; the area under
it is the chance that an image of the class gets a higher probability than another. The
**reliability diagram** compares predicted probability with accuracy; the *expected calibration
error* is the mean gap, $\sum_b \frac{n_b}{n}\lvert \mathrm{acc}_b - \mathrm{conf}_b\rvert$ (Guo et
al. 2017, *On Calibration of Modern Neural Networks*).

Two nets are compared by the images that only one gets right (McNemar 1947): comparing intervals
throws the pairing away.

**Trap.** A matrix of few mistakes is mostly chance: a cell with 3 images could as well have had 0
or 7.
"""
PARTS = {
    "mistakes": "Surest mistakes",
    "classes": "Per class",
    "roc": "ROC",
    "calibration": "Calibration",
    "compare": "Two models",
}


def draw_parts(judged: Judged, other: Judged | None) -> None:
    """What is under the matrix; only the open part is computed."""
    tabs = st.tabs(list(PARTS.values()), key="view", on_change="rerun", bind="query-params")
    for tab, part in zip(tabs, PARTS, strict=True):
        if tab.open:
            with tab, explained():
                draw_part(part, judged, other)


def draw_part(part: str, judged: Judged, other: Judged | None) -> None:
    """One of PARTS."""
    if part == "classes":
        from pages.evaluation.classes import draw_classes

        draw_classes(judged)
    elif part == "mistakes":
        from pages.evaluation.mistakes import draw_mistakes

        draw_mistakes(judged)
    elif part == "roc":
        from pages.evaluation.roc import draw_roc

        draw_roc(judged)
    elif part == "calibration":
        from pages.evaluation.calibration import draw_calibration

        draw_calibration(judged, other)
    else:
        from pages.evaluation.compare import draw_comparison

        draw_comparison(judged, other)


header(
    TITLE, "Which classes does a net mix up, how sure is it, and do two nets differ?", HOW_TO_READ
)
with explained():
    chosen = chosen_runs()
    if chosen is None:
        st.info(
            "No finished run has test predictions yet.",
            icon=":material/model_training:",
        )
    else:
        tell_source(chosen[0])
        tell_beside(chosen[0].run)
        draw_matrix(chosen[0])
        draw_parts(*chosen)
        warm(chosen[0].run)
