"""Which of two models is better over the same images, and where do they differ?"""

from __future__ import annotations

import streamlit as st

from core.comparison.verdict import neighbours_in_words, verdict
from pages.compare.ask import Answer, Asked, answer_to, asked
from pages.compare.classes import draw_classes
from pages.compare.figures import figures_table
from pages.compare.flipped import draw_flipped
from pages.compare.layers import draw_layers
from pages.compare.maps import draw_maps
from pages.compare.neighbours import draw_neighbours
from pages.compare.one_page import draw_one_page
from pages.compare.selected import tell_selected
from pages.compare.sides import examples
from pages.shared.best_for import draw_best_for
from pages.shared.controls import bound_segments
from pages.shared.errors import explained
from pages.shared.header import header
from pages.shared.html_table import result_table

TITLE = "Compare"
GROUP = "Explore"
ORDER = 4
ICON = ":material/compare:"

VIEWS = {
    "neighbours": "Neighbours",
    "flipped": "Flipped images",
    "classes": "Classes",
    "layers": "Layers",
}
HOW_TO_READ = r"""
Both sides see the same images, and each is asked in its own space:

* **The vote of the $k$ nearest**: the other images nearest to each vote for its class. One image
  counts for both sides, so what differs is judged in pairs: **McNemar's test** looks at the images
  that only one side has right, and the interval (95 %, bootstrap) draws images with both answers.
* **Recall@1**: whether the nearest other image is of the same class.
* **Shared neighbours** (a colour of the maps): of the $k$ nearest on either side, the share that is
  in both, $\frac{|A \cap B|}{|A \cup B|}$ (Jaccard).
* **Classes**: the same difference class by class. Of ten tests one is likely to look real by luck;
  **Holm's** correction raises the p-values for that.
* **CKA**: how alike two representations are, whatever their rotation, scale and dimensions: 1 the
  same, 0 nothing in common.
* **Procrustes** lays the second map on the first by rotation, mirror, scale and shift alone.

**Traps.** The interval is over images, not over trainings: another seed of the same recipe may
differ as much. So a difference is called real only if it is also more than the seeds' luck, where
both recipes were trained with several seeds (Welch's interval of their means' difference); where
they were not, the verdict says that the luck is unknown. *Cannot be told apart* is no proof that
two are equal. Neighbours are sought among these images, so figures differ from those by training
images on *Evaluation*. A plane has little room: in 2 dimensions the nearest are nearest by chance.

McNemar (1947); Holm (1979); Welch (1947); Kornblith et al. (2019), *Similarity of neural network
representations revisited*; Schönemann (1966) for Procrustes.
"""


def draw(asked: Asked, answer: Answer) -> None:
    """The verdict and its figures, the maps, and one view of what differs."""
    one, other = asked.titles
    st.markdown(
        verdict(answer.votes, one, other, k=asked.k, nearest=answer.nearest, sides=asked.sides)
    )
    if answer.votes.difference.n:
        figures = figures_table(asked, answer)
        result_table(figures.head, figures.rows, name=f"compare-{asked.names}", told=figures.told)
    whole = {side.name: side.run for side in asked.sides if side.run and side.step is None}
    if asked.first.name in whole:
        draw_best_for(asked.first.name, whole, reports=True)
    st.markdown(neighbours_in_words(answer.found, k=asked.k))
    if answer.found.told:
        st.caption(answer.found.told)
    st.fragment(draw_linked)(asked, answer)


def draw_linked(asked: Asked, answer: Answer) -> None:
    """The maps, and what is told of what is pinned and selected on them."""
    seen, maps = draw_maps(asked, answer.found)
    draw_one_page(asked, answer, maps, seen.view)
    if seen.selection is not None:
        tell_selected(asked, answer.found, seen.selection)
    view = bound_segments("View", list(VIEWS), titles=VIEWS.__getitem__, key="view", hidden=True)
    with explained():
        if view == "neighbours":
            draw_neighbours(asked, answer.found, seen.pinned)
        elif view == "flipped":
            draw_flipped(asked, answer.found)
        elif view == "classes":
            draw_classes(asked, answer)
        else:
            draw_layers(asked)


header(TITLE, "Which of two models is better over the same images, and where?", HOW_TO_READ)
with explained():
    now = asked()
    if now is not None:
        draw(now, answer_to(now))
        examples("Pairs that teach:")
