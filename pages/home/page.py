"""What can be seen here: a race, four ways in, what is running, and every page."""

from __future__ import annotations

import streamlit as st

from core.jobs.jobs import jobs
from core.jobs.kinds.get_data import is_wanted
from pages.home.doors import draw_doors
from pages.home.race import draw_race
from pages.serving.base import under_base
from pages.serving.guard.forms import PRIVACY
from pages.serving.screens import screens
from pages.serving.unknown import ASKED
from pages.shared.broken import draw_broken
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.get_data import offer_data
from pages.shared.header import header
from pages.shared.job_strip import job_strip
from pages.shared.link_card import link_card
from pages.shared.plain import quoted
from pages.triplet_lab.settings import REAL

TITLE = "Home"
GROUP = ""
ORDER = 1
ICON = ":material/home:"

HOW_TO_READ = """
An image network maps each picture to a point, its *embedding*; pictures of one class should lie
near each other. Each dot of the race is a test image, coloured by true class.

Figures carry their 95 % bootstrap interval and the sample size *n*. **Trap.** Where intervals
overlap, the difference may be chance.
"""


def draw_pages() -> None:
    """A card for every page of the navigation."""
    st.subheader("All pages", anchor=False)
    with st.container(horizontal=True, gap="small"):
        for screen in screens():
            if not (screen.default or screen.under):
                link_card(screen.name, caption=screen.summary, key=screen.name)
    place = under_base(PRIVACY)
    st.html(f'<p class="account"><a href="{place}" target="_self">What is kept of you</a></p>')


@st.fragment(run_every=2)
def draw_running() -> None:
    """What is at work."""
    busy = [job for job in jobs().open() if job.unfinished]
    if busy:
        st.subheader("Running now", anchor=False)
    for job in busy:
        job_strip(job, key=f"home-{job.job}", controls=False)


def draw_data_hint() -> None:
    """One click to the data set that most races use, where it is missing."""
    if is_wanted(REAL):
        offer_data(
            REAL,
            "Fashion-MNIST is not on this machine. Shipped nets, maps and photos work without it; "
            "races and trainings can use it.",
        )
        page_link("triplet_lab", "Race on Fashion-MNIST", **{"data.name": REAL})


header(
    "Embedscope",
    "What has an image network learned? Look at its embedding, race training strategies, try "
    "your own photos.",
    HOW_TO_READ,
)
if asked := st.query_params.get(ASKED):
    st.warning(f"There is no page {quoted(asked)}: this is Home.", icon=":material/link_off:")
with explained():
    draw_race()
draw_running()
with explained():
    draw_doors()
with explained():
    draw_data_hint()
with explained():
    draw_broken()
draw_pages()
