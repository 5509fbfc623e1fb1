"""How did runs learn, which one over-fits, and from which epoch on? Overlay any of their curves."""

from __future__ import annotations

import streamlit as st

from core.figures.learning import MOST
from core.studies.members import followed, member_runs
from pages.curves.charts import draw_charts, draw_downloads, draw_rate_and_words
from pages.curves.choose import choose_look, choose_view
from pages.curves.legend import draw_legend
from pages.curves.runs import runs_with_curves, shown
from pages.curves.saved import draw_list, draw_saved
from pages.shared.baselines import draw_baselines
from pages.shared.errors import explained
from pages.shared.header import header
from pages.shared.run_choice import choose_runs

TITLE = "Curves"
GROUP = "Inspect"
ORDER = 2
ICON = ":material/show_chart:"

EVERY = 3.0  # seconds between two looks at runs that are under way
HOW_TO_READ = r"""
Each colour is a run: **dotted** for the images it trains on, **solid** for the *validation* images,
which training never sees. The loss is the mean cross-entropy
$-\frac1n\sum_i \log p_i(y_i)$, with $p_i(y_i)$ the probability of image $i$'s true class.

**Over-fitting** is a gap that opens: the training loss goes on falling while the validation loss
turns and rises. The star marks the lowest validation loss, which *early stopping* would have kept.
It is reported where the last validation losses (the mean of up to three) lie more than 2 % above
the lowest while the training loss has fallen since.

**Traps.** The training curve is measured while the net changes, with dropout and augmentation on;
the validation curve without them, at the end of an epoch: early on it may show the *higher*
accuracy. Smoothing moves turning points to the right; stars and words use the raw numbers.
Validation loss can rise while accuracy still climbs: a few images that are badly wrong cost much.

Prechelt, *Early Stopping - But When?* (1998); Kingma and Ba,
[Adam](https://arxiv.org/abs/1412.6980) (2015).
"""
EMPTY = """
**Choose runs above, or a study.** Their loss, accuracy and learning rate are overlaid, with
over-fitting told in words. Curves of runs that train grow while you watch.
"""


def draw(names: list[str], axis: str, smoothing: float, log: bool, polling: bool) -> None:
    known = runs_with_curves()
    with explained():
        found = shown([name for name in names if name in known], known)
        if any(one.busy for one in found) != polling:
            st.rerun()  # begin or end polling; what is drawn stays where it is
        draw_legend(found)
        draw_charts(found, axis=axis, smoothing=smoothing, log=log)
        draw_rate_and_words(found, axis=axis)
        draw_downloads(found)


header(
    TITLE,
    "How did runs learn, which one over-fits, and from which epoch on?",
    HOW_TO_READ,
)
with explained():
    known = runs_with_curves()
    first, second = st.columns([2, 3])
    with first:
        view = choose_view(known)
    with second:
        own = choose_runs(
            "More runs" if view else "Runs",
            known,
            most=MOST,
            placeholder="Choose runs: checkpoints, finished runs, or those in training",
            without="a curve",
        )
    look = choose_look()
    found = member_runs(view, followed(known.items())) if view else []
    if view:
        draw_saved(view, found, known)
    names = list(dict.fromkeys([*(m.run for m in found if m.run), *own]))
    if len(names) > MOST:
        st.caption(f"The first {MOST} of {len(names)} are drawn: more colours would look alike.")
    if names:
        busy = any(one.busy for one in shown(names[:MOST], known))
        st.fragment(draw, run_every=EVERY if busy else None)(names[:MOST], *look, busy)
        if view:
            runs = [known[member.run] for member in found if member.run]
            draw_baselines((run.finished() for run in runs if run.card), name="curves")
    elif view:
        st.info("None of these runs is here yet. Train one of them, and it shows up.")
    else:
        st.markdown(EMPTY)
        draw_list(known)
