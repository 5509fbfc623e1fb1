"""What did each layer of a net learn, where did it look, and which weights can go?"""

from __future__ import annotations

import streamlit as st

from pages.inside_network.activations import draw_activations
from pages.inside_network.choose import chosen_run
from pages.inside_network.first_layer import draw_first_layer
from pages.inside_network.maximally_activating import draw_exciting
from pages.inside_network.moved import draw_moved
from pages.inside_network.probes import draw_probes
from pages.inside_network.pruned import draw_pruning
from pages.inside_network.reasons import draw_reasons
from pages.shared.controls import bound_segments
from pages.shared.errors import explained
from pages.shared.header import header

TITLE = "Inside the network"
GROUP = "Inspect"
ORDER = 3
ICON = ":material/filter_b_and_w:"

VIEWS = {
    "reasons": ("Why this class", draw_reasons),
    "filters": ("First-layer filters", draw_first_layer),
    "activations": ("Activations", draw_activations),
    "excites": ("Maximally activating images", draw_exciting),
    "moved": ("Before and after", draw_moved),
    "layers": ("Layer probes", draw_probes),
    "pruning": ("Pruning", draw_pruning),
}
HOW_TO_READ = r"""
A **filter** is a small pattern that a convolution compares with every place of its input; its
responses over an image are a **channel**. Only the first layer's filters are pictures of pixels.

**Activations** show a layer's channels, strongest first; **maximally activating images** the test
images on which a channel is strongest.

**Grad-CAM** adds up a layer's maps, each weighted by how much the class's score grows with it:
$\max\left(0, \sum_k \overline{\partial s/\partial A^k}\, A^k\right)$. **Occlusion** covers one
place after another and draws how much the log-odds of the class fall. Both are checked: random
weights must destroy a map, and the probability must follow it (*deletion*, *insertion*). For an
embedding, a linear discriminant on the test images' points gives the scores.

**Before and after**: a filter's cosine with its initial weights is 1 where it only grew, 0 where it
became something unrelated; L2 is how far it moved.

A **linear probe** is a logistic regression on one layer's features: its test accuracy says how well
classes separate *linearly* there (Alain and Bengio 2016, *Understanding intermediate layers using
linear classifier probes*). Many weights without a better probe do little: report 003 asks this of
the Simple CNN, 98.7 % of whose weights are in the first dense layer.

**Structured pruning** drops the channels and units with the smallest weights and trains on (Li et
al. 2017, *Pruning Filters for Efficient ConvNets*).

**Traps.** A filter that looks like noise may just be small. A bright map is no proof that the
prediction depends on it. A net need not use what a probe finds; wide layers flatter their probe,
and a narrow one may hide classes from a linear one.

Zeiler and Fergus, [Visualizing and Understanding Convolutional
Networks](https://arxiv.org/abs/1311.2901) (2014); Selvaraju et al.,
[Grad-CAM](https://arxiv.org/abs/1610.02391) (2017); Yosinski et al., [How transferable are features
in deep neural networks?](https://arxiv.org/abs/1411.1792) (2014).
"""

header(
    TITLE,
    "What did each layer of a net learn to detect, where does it look, and what can be pruned?",
    HOW_TO_READ,
)
with explained():
    chosen = chosen_run()
    if chosen is None:
        st.info(
            "No finished run with weights is here yet.",
            icon=":material/model_training:",
        )
    else:
        view = bound_segments(
            "View", list(VIEWS), titles=lambda name: VIEWS[name][0], key="view", hidden=True
        )
        VIEWS[view][1](*chosen)
