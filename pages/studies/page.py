"""What did the source reports claim, what came out here, and which runs are read together?"""

from __future__ import annotations

import streamlit as st

from core.studies.reported import titles
from pages.shared.controls import bound_segments
from pages.shared.errors import explained
from pages.shared.header import header
from pages.studies.cards import draw_compared, draw_pages, draw_reports
from pages.studies.diagnosis import draw_diagnosis
from pages.studies.report import draw_report
from pages.studies.shipped import draw_shipped

TITLE = "Studies"
GROUP = "Library"
ORDER = 3
ICON = ":material/science:"

ALL = "all"
HOW_TO_READ = """
A **study** is several runs that differ in one thing. Figures are of the test images, with their
95 % bootstrap interval and the sample size *n*. *k-NN accuracy*: how often the *k* nearest training
images vote for the right class. *ROC AUC*: one class against the rest, macro average, from the
votes of 31 neighbours (three votes tell four levels apart). *Silhouette*: how much nearer an image
lies to its own class than to the next, -1 to 1 (Rousseeuw 1987). *Recall@1* and *MAP@R*: whether
the nearest other test image, and how many of all of its class, come first. *Over seeds*: the mean
k-NN accuracy of the recipe with several seeds, and Student's interval of that mean: what another
seed would change, where the others say what other images would.

**Trap.** Where intervals overlap, the difference may be chance.
"""


def draw_all() -> None:
    """Everything, as cards; the shipped nets as a table."""
    st.subheader("The source reports: reported, reproduced, ours", anchor=False)
    draw_reports()
    st.subheader("Studies with a page of their own", anchor=False)
    draw_pages("studies")
    st.subheader("Runs side by side", anchor=False)
    draw_compared()
    st.subheader("Shipped embeddings, as measured", anchor=False)
    draw_shipped()
    st.subheader("What went wrong: how often is the diagnosis right?", anchor=False)
    draw_diagnosis()


header(
    TITLE,
    "What did the source reports claim, what came out here, and which runs are read together?",
    HOW_TO_READ,
)
with explained():
    reports = titles()
    names = {ALL: "All studies", **{report: f"Report {report}" for report in reports}}
    chosen = bound_segments(
        "Report", list(names), key="report", titles=names.__getitem__, hidden=True
    )
    if chosen == ALL:
        draw_all()
    else:
        draw_report(chosen, reports[chosen])
