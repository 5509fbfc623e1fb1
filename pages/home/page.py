"""What can be seen here: the screens, the shipped nets with their figures, and what is running."""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from core.data import title
from core.errors import EmbedscopeError
from core.jobs.jobs import jobs
from core.recipes.kinds import DEFAULT
from core.recipes.recipe import of_kind
from core.runs.find import checkpoints
from core.runs.run import Run
from core.runs.standing import accuracy, measured_accuracy, title_of
from core.studies.reported import titles
from core.tasks.embed.settings import EmbeddingRecipe
from pages.home.race import draw_race
from pages.shared.broken import draw_broken
from pages.shared.catalogue import page_link, screens
from pages.shared.errors import explained
from pages.shared.get_data import offer_data
from pages.shared.header import header
from pages.shared.html_table import Cell, Link, Number, html_table
from pages.shared.job_strip import job_strip
from pages.shared.reported import reported

TITLE = "Home"
GROUP = "Explore"
ORDER = 1
ICON = ":material/home:"

FIGURES = {
    "k-NN test accuracy": "test/knn_accuracy",
    "31-NN": "test/knn31_accuracy",
    "ROC AUC": "test/roc_auc",
    "Silhouette": "test/silhouette",
}
HOW_TO_READ = """
An image network maps each picture to a point, its *embedding*; it was trained so that pictures of
one class lie near each other. Everything here looks at such embeddings.

Figures are measured on the test images; beside each stands the interval that holds 95 % of the
bootstrap's resamples, and the sample size *n*. Figures whose intervals overlap may differ by chance
alone. *k-NN accuracy*: how often the *k* nearest training images vote for the right class. *ROC
AUC*: macro average, one class against the rest, from the shares of those votes. *Silhouette*: how
much nearer an image lies to its own class than to the next one, between -1 and 1 (Rousseeuw 1987).
"""


def draw_cards() -> None:
    with st.container(horizontal=True, gap="small"):
        for screen in screens():
            if not screen.default:
                with st.container(border=True, width=236, key=f"card-{screen.name}"):
                    page_link(screen.name)
                    st.caption(screen.summary)


@st.fragment(run_every=2)
def draw_running() -> None:
    busy = [job for job in jobs().all() if job.state in ("queued", "running")]
    if busy:
        st.subheader("Running now", anchor=False)
    for job in busy:
        job_strip(job, key=f"home-{job.job}", controls=False)


def draw_models() -> None:
    st.subheader("Shipped nets, as measured", anchor=False)
    shipped = [run for run in checkpoints(task=DEFAULT) if run.card and run.card.net]
    if not shipped:
        st.info("No checkpoint is here yet. Finished runs appear on the page Map.")
        return
    shipped.sort(key=lambda run: -(accuracy(run) or 0.0))
    head = ["Network", "Trained on", "k", "Dimensions", *FIGURES, "n", "Loss / margin", "Training"]
    html_table(head, [model_row(run) for run in shipped])


def model_row(run: Run) -> list[Cell]:
    card = run.finished()
    net, measured = card.image_net, (card.metrics.get(name) for name in FIGURES.values())
    figures: list[Cell] = [
        Number(one.value, one.low, one.high) if one else Number(None) for one in measured
    ]
    tested = measured_accuracy(run)
    return [
        Link(title_of(run), f"map?checkpoint={quote(run.name)}"),
        f"{data_title(card.data.name)}; {net.title}, {net.parameters:,} weights",
        str(of_kind(run.recipe(), EmbeddingRecipe).neighbours),
        str(net.dimension),
        *figures,
        f"{tested.n:,}" if tested and tested.n else "",
        Number(card.value("test/loss_over_margin")),
        f"{card.seconds / 60:.1f} min, {card.device}",
    ]


def data_title(name: str) -> str:
    try:
        return title(name)
    except EmbedscopeError:  # brought by somebody, or gone since
        return name


def draw_data_hint() -> None:
    offer_data(
        "fashion-mnist",
        "Fashion-MNIST is not on this machine. Shipped nets, maps and photos work without it; "
        "races and trainings can use it.",
    )


header(
    "Embedscope",
    "What has an image network learned? Look at its embedding, race training strategies against "
    "each other, and try your own photos.",
    HOW_TO_READ,
)
with explained():
    draw_race()
draw_running()
draw_cards()
with explained():
    draw_data_hint()
with explained():
    draw_broken()
with explained():
    draw_models()
with explained():
    st.subheader("Figures of the source reports: reported, reproduced, ours", anchor=False)
    reports = {report: f"{report} · {title}" for report, title in titles().items()}
    first = next(iter(reports), None)
    chosen = st.segmented_control(
        "Report",
        list(reports),
        format_func=reports.__getitem__,
        default=first,
        key="home-report",
        label_visibility="collapsed",
    )
    if report := chosen or first:
        reported(report)
