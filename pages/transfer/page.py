"""How much does a small data set gain from a net trained on ImageNet? Four ways, side by side."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.studies.study import Study, study
from core.studies.transfer import STUDY
from pages.shared.baselines import draw_baselines
from pages.shared.controls import bound_segments
from pages.shared.errors import explained
from pages.shared.folded import folded
from pages.shared.follow_job import follow_job
from pages.shared.header import header
from pages.shared.job_strip import job_strip
from pages.transfer.choose import Four, chosen_four
from pages.transfer.form import draw_form
from pages.transfer.maps import draw_maps
from pages.transfer.moved import draw_moved
from pages.transfer.results import draw_learning_curves, draw_results

TITLE = "Transfer"
GROUP = "Library"
ORDER = 4
UNDER = "studies"
ICON = ":material/move_up:"

VIEWS: dict[str, tuple[str, Callable[[Four, Study], None]]] = {
    "accuracy": ("Accuracy", lambda four, of: draw_results(of, four.ways, name=four.name)),
    "curves": ("Learning curves", lambda four, _: draw_learning_curves(four.ways, name=four.name)),
    "maps": ("Maps", lambda four, _: draw_maps(four.ways, name=four.name)),
    "moved": ("Filters", lambda four, _: draw_moved(four.ways, four.keys, name=four.name)),
}
HOW_TO_READ = r"""
A net that has seen a million pictures has filters for edges, textures and parts of things, which a
small data set cannot teach. Four ways, on the same images with the same net:

* **From scratch**: random weights.
* **Frozen + SVM**: the pretrained net stays; a linear support vector machine separates the classes
  by its features $f(x)$, minimising
  $\lambda\lVert w\rVert^2 + \text{mean}\max(0, 1 - y\,w^\top f(x))$.
* **Fine-tuned**: all weights go on learning from ImageNet's, slowly.
* **Fine-tuned + augmentation**: the same on mirrored and cropped images.

**An encoder of your own** (or any other) stays as it is: a linear layer, a linear SVM and a small
head learn on its vectors, beside the nearest neighbours, which learn nothing.

**Can they be told apart?** With $n$ test images an accuracy near .9 is known to about
$1.96\sqrt{.9 \cdot .1 / n}$: ± .048 at 153. *McNemar's test* is sharper: do the images that only
one of two gets right split more unevenly than coin tosses would?

**Trap.** Ants and bees are classes of ImageNet; on other kinds of image the gain is smaller.

Yosinski et al., [How transferable are features in deep neural
networks?](https://arxiv.org/abs/1411.1792) (2014); Sharif Razavian et al., [CNN features
off-the-shelf](https://arxiv.org/abs/1403.6382) (2014); Dietterich, *Approximate statistical tests*
(1998).
"""


def draw(shown: Four, of: Study) -> None:
    """The job, where it is one, and what is known so far: one view of it."""
    if shown.job is not None:
        follow_job(
            shown.job,
            lambda job: job_strip(job, key=f"transfer-{job.job}", link=False),
            stage=lambda job: sum(run.card is not None for run in job.runs),
        )
    if not shown.ways:
        st.info("The first of them is training; its accuracy appears here.")
        return
    heads = any(run.finished().head for run in shown.ways.values())
    views = [name for name in VIEWS if name != "moved" or not heads]  # an encoder's filters stay
    view = bound_segments(
        "View", views, titles=lambda name: VIEWS[name][0], key="view", hidden=True
    )
    with explained():
        VIEWS[view][1](shown, of)
    draw_baselines((run.finished() for run in shown.ways.values()), name="transfer")


header(TITLE, "How much does a small data set gain from a net trained on ImageNet?", HOW_TO_READ)
with explained():
    transfer = study(STUDY)
    shown = chosen_four(transfer)
    form = folded(
        "Train them: ants and bees, birds, or your own images; a net, or an encoder of your own",
        key="transfer-form",
        icon=":material/add:",
        expanded=shown is None,
    )
    if form:
        with form:
            draw_form(transfer)
    if shown is None:
        st.info(
            "Choose images above and press *Train the four*: accuracies, maps and filters "
            "appear here.",
            icon=":material/model_training:",
        )
    else:
        draw(shown, transfer)
