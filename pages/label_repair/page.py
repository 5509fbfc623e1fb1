"""Which labels are wrong? A queue of doubtful ones, decided by keyboard, becomes a new version."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.errors import BadDecision
from core.label_repair.decisions import Decision, by_image, decisions, named
from core.label_repair.kept import DECISIONS, folder_of, kept_queue, queue_file
from core.label_repair.queue import Queue
from core.metrics.decimal import decimal
from pages.label_repair.ask import chosen_set, draw_search
from pages.label_repair.decided import draw_decided
from pages.label_repair.desk import Desk
from pages.label_repair.new_version import draw_new_version
from pages.label_repair.review import draw_review
from pages.shared.controls import bound_segments
from pages.shared.cookie import keep_word, kept_word
from pages.shared.errors import explained
from pages.shared.folded import folded
from pages.shared.header import header

TITLE = "Label repair"
GROUP = "Explore"
ORDER = 5
ICON = ":material/label_off:"

REVIEW, DECIDED, VERSION = "review", "decisions", "version"
VIEWS = {REVIEW: "Review", DECIDED: "Decisions", VERSION: "New version"}
NAME = "name"
HOW_TO_READ = r"""
Every label is doubted twice. **Confident learning**: a logistic regression on the vectors is fitted
without a fifth of the images and judges these, $\hat p(y \mid x)$; a label is an error where the
image looks more like another class than that class's own images do on average (cleanlab).
**Neighbours**: how many of the 20 nearest carry the label. The queue is ordered by the mean of both
places. Near-copies under two labels, and images far from their class, stand in it too.

**Keys.** *Enter* the suggestion · *K* keep · *1* to *4* another likely class · *D* drop · *S* skip
· *U* undo. Decisions are kept at once, by name; nothing is ever overwritten. Applied, they make a
new version of the data set: the old one stays.

**Traps.** A doubted label need not be wrong: the queue holds hard images too, and classes that
overlap. What model and neighbours agree on wrongly, such as a whole product line under one wrong
label, is not found. Repairing test labels by a model's suggestions favours that model: look at the
picture, not at the suggestion.

Northcutt, Jiang, Chuang (2021), [Confident learning](https://arxiv.org/abs/1911.00068), JAIR 70;
Northcutt, Athalye, Mueller (2021), *Pervasive label errors in test sets*, NeurIPS.
"""


def person() -> str:
    """The name under which decisions are kept; "" where it is none yet. This browser keeps it."""
    typed = st.text_input(
        "Your name",
        kept_word(NAME) or "",
        key="repair-who",
        max_chars=40,
        width=200,
        placeholder="needed to decide",
    )
    try:
        who = named(typed)
    except BadDecision as error:
        if typed:
            st.caption(str(error))
        return ""
    keep_word(NAME, who)
    return who


@st.cache_resource(max_entries=8, show_spinner=False)
def _queue(name: str, stamp: int) -> Queue | None:
    del stamp
    return kept_queue(name)


@st.cache_resource(max_entries=8, show_spinner=False)
def _decisions(name: str, size: int) -> list[Decision]:
    del size  # a table that only grows
    return decisions(name)


def _told(queue: Queue) -> str:
    said = (
        f"**{len(queue.entries):,}** of {queue.images:,} images are worth a look. Fitted without "
        f"its fold, a model gives {decimal(queue.accuracy, 3)} of them their label."
    )
    return " ".join((said, *queue.notes))


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def draw(name: str) -> None:
    """What there is to do with a data set's labels."""
    file = queue_file(name)
    stamp = file.stat().st_mtime_ns if file.is_file() else 0
    queue = _queue(name, stamp) if stamp else None
    if queue is None:
        st.info("Nobody has looked for doubtful labels here yet.")
        draw_search(name, None)
        return
    made = _decisions(name, _size(folder_of(name) / DECISIONS))
    desk = Desk(queue, who, made, by_image(made))
    st.markdown(_told(queue))
    view = bound_segments("View", list(VIEWS), key="view", titles=VIEWS.__getitem__, hidden=True)
    {REVIEW: draw_review, DECIDED: draw_decided, VERSION: draw_new_version}[view](desk)
    if place := folded("Look for doubtful labels again", key=f"again-{name}"):
        with place:
            draw_search(name, queue)


header(TITLE, "Which labels are wrong, and what becomes of them?", HOW_TO_READ)
with explained():
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = chosen_set()
        who = person() if chosen else ""
    if chosen is None:
        st.info("No data set with classes is here. Get one on the page Data, or bring your own.")
    else:
        draw(chosen)
