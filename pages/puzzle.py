"""Can a net that never saw a label put a shuffled picture back together?"""

from __future__ import annotations

import streamlit as st

from pages.shared.catalogue import page_link
from pages.shared.header import header
from pages.shared.widget import widget
from pages.widgets._puzzle_nets import NO_NET, nets

TITLE = "Puzzle"
GROUP = "Try"
ORDER = 3
ICON = ":material/apps:"

HEIGHT = 1580
HOW_TO_READ = """
Nine tiles of a picture are shuffled; the net names their order. It needs no labels: it has to see
what is on a tile and where that belongs
([Noroozi & Favaro 2016](https://arxiv.org/abs/1603.09246)).

1. **Each tile passes the same branch** of convolutions, $f_k = f(t_k)$; only dense layers see all
   nine (the Context-Free Network).
2. **The orders are a fixed set** $\\sigma_1, \\ldots, \\sigma_N$, as different as possible; the
   answer is a softmax, $p(\\sigma_i \\mid f_1, \\ldots, f_9)$.
3. **Shortcuts are blocked**: a *gap* and a *jitter* hide matching edges; each channel of each tile
   is *normalised on its own*, to hide brightness.
4. **How sure the net is** of a tile: $\\frac{1}{N} \\sum_i p_i$, with $p_i$ the probability of its
   place when the restored picture is shuffled by $\\sigma_i$. It can be sure and wrong.

**Trap.** A net that knows $N$ of the 362,880 orders *recognises orders*; it does not place tiles
one by one. Two or three telling tiles may name the order, so all nine go right or most go wrong.
Any other order has to be searched for, and comes out worse. The report's branch saw ImageNet's 1.3
million photos, the shipped net mostly enlarged pictures of 32 x 32 pixels: of 90 sharp photos of
ants and bees, which it never saw, it named the order of .43.
"""


header(TITLE, "Can a net that never saw a label put a shuffled picture back together?", HOW_TO_READ)
known = nets()
if known:
    asked = st.query_params.get("run")
    widget(
        "puzzle",
        title="Shuffle and solve a picture",
        height=HEIGHT,
        **({"run": asked} if asked else {}),
    )
else:
    st.info(NO_NET, icon=":material/model_training:")
    page_link("self_supervision")
