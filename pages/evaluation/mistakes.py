"""The mistakes that the net is surest of, as pictures."""

from __future__ import annotations

import streamlit as st

from pages.evaluation.cell import captions
from pages.evaluation.choose import Judged
from pages.evaluation.gallery import gallery

MOST = 48


def draw_mistakes(judged: Judged) -> None:
    """Wrong answers, the largest confidence first."""
    answers = judged.answers
    rows = answers.surest_mistakes(MOST)
    wrong = int((~answers.right).sum())
    if not wrong:
        st.caption("There are none: every test image is predicted correctly.")
        return
    st.caption(
        f"The most confident mistakes, {len(rows)} of {wrong:,}: true → predicted. Wrong "
        "labels? Two things in one image? The background?"
    )
    names = answers.classes
    words = [
        f"{names[answers.labels[row]]} → {names[answers.predicted[row]]}, {sure}"
        for row, sure in zip(rows, captions(answers, rows), strict=True)
    ]
    gallery(judged.run, rows, words, key="mistakes")
