"""Which triplet strategy learns, which one collapses, and when? Race them on the same batches."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.components.collapse import draw_why
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.follow_data import following_data, tell_followed
from pages.shared.follow_job import draw_asked
from pages.shared.form_address import FormAddress
from pages.shared.header import header
from pages.shared.shipped_race import draw_shipped_race, shipped_lanes
from pages.shared.start_button import start_button, submit, tell_wrong
from pages.triplet_lab.earlier import draw_earlier
from pages.triplet_lab.form import race_form
from pages.triplet_lab.race import draw_race
from pages.triplet_lab.settings import (
    RACE,
    Race,
    from_query,
    problems,
    race_title,
    recipes,
    to_query,
)

TITLE = "Triplet lab"
GROUP = "Train"
ORDER = 1
TRAINS = "embed"
ICON = ":material/flag:"

HOW_TO_READ = r"""
A net $f$ maps each image to a point. A triplet is an anchor $a$, a *positive* $p$ of its class and
a *negative* $n$ of another; its loss is

$$\max\left(\lVert f(a)-f(p)\rVert^2 - \lVert f(a)-f(n)\rVert^2 + \text{margin},\ 0\right).$$

Strategies differ in **which** triplets of a batch they score. All lanes share initial weights and
batches; the maps show the *probe set*: images kept for validation, which none trains on
(below 1,000 training images none are kept, and training images are shown).

With a **frozen encoder** each image becomes a vector once, and lanes race with a head on those:
seconds instead of minutes. On *unseen classes* (choose that when you bring your images) Recall@1
stands beside that of the encoder alone, which is what a head has to beat.

**Loss / margin = 1 is collapse** where the **spread** (mean distance between two points) falls to
nothing too: on one point both distances are 0. Where classes overlap, shrinking is the easiest way
to lower the loss of the hardest triplets. A small spread at the start gives the same ratio.

**Traps.** Losses at different margins cannot be compared: .001 is a collapse at margin .001 and a
triumph at margin 1. Each lane keeps its largest scale so far, so that a collapse looks like one.
Losses without a margin show a collapse in their spread only.

Schroff et al., [FaceNet](https://arxiv.org/abs/1503.03832) (2015); Hermans et al.,
[In Defense of the Triplet Loss](https://arxiv.org/abs/1703.07737) (2017); Goldberger et al.,
*Neighbourhood Components Analysis* (2004).
"""
EMPTY = """
**Choose two to four strategies and press *Race*.** Each lane becomes a moving map: islands of one
colour where it learns, a single spot where it collapses.
"""


ADDRESS = FormAddress("lab", from_query, to_query, mine=lambda key: key != RACE)


def press_race(race: Race) -> None:
    """Submit the race and put its name into the address."""
    job = submit(recipes(race), title=race_title(race))
    st.query_params.from_dict({RACE: job})


def draw_new_race() -> None:
    start, prefix = ADDRESS.start()
    st.markdown(EMPTY)
    tell_followed()
    race, wrong, between = race_form(start, prefix)
    if follows := following_data(race.recipe, start.recipe, prefix):
        ADDRESS.go_to(to_query(replace(race, recipe=follows)))
        st.rerun()
    ADDRESS.keep(race)
    wrong += problems(race)
    with between:
        tell_wrong(wrong)
        lanes = [] if wrong else recipes(race)
        start_button("Race", wrong, lanes, press_race, race, icon=":material/flag:")
        if before := shipped_lanes():
            st.caption("A race that was run before, on the digits:")
            draw_shipped_race(before, key="lab-race")
            draw_why(key="lab-why")


header(
    TITLE,
    "Which triplet strategy learns, which collapses, and when?",
    HOW_TO_READ,
)
asked = st.query_params.get(RACE)
if asked:
    page_link("triplet_lab", "Start a new race")
    draw_asked("race", asked, draw_race)
else:
    draw_new_race()
with explained():
    draw_earlier(but=asked)
