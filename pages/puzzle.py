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
A picture is cut into nine tiles, which are shuffled; the net has to name the order they lie in.
Nobody labelled anything: to solve puzzles, it has to see what is on a tile and where that belongs
([Noroozi & Favaro 2016](https://arxiv.org/abs/1603.09246)).

1. **Each tile passes the same branch** of convolutions alone, $f_k = f(t_k)$; only dense layers
   see all nine (the Context-Free Network).
2. **The orders are a fixed set** $\\sigma_1, \\ldots, \\sigma_N$, as different as possible.
   The answer is a softmax over them, $p(\\sigma_i \\mid f_1, \\ldots, f_9)$.
3. **Shortcuts are blocked.** A *gap* separates the tiles and a *jitter* moves them within their
   cells; otherwise matching edges or continuing lines would give the order away. Each channel of
   each tile is *normalised on its own*; otherwise brightness would reveal neighbours.
4. **How sure the net is** of a tile is $\\frac{1}{N} \\sum_i p_i$, where $p_i$ is the probability
   of the place chosen for it when the restored picture is shuffled by $\\sigma_i$. It can be sure
   and wrong.

**Trap.** A net that knows $N$ of the 362,880 orders *recognises orders*; it does not place tiles
one by one. With few orders, two or three telling tiles are enough to name the right one, and all
nine go right or most go wrong. Any other order has to be searched for with its help, and comes out
worse: among so many, it is confident of some wrong ones. The report's branch saw the 1.3 million
photos of ImageNet. The nets here saw far fewer and smaller ones; sky, walls and drawings confuse
them. The shipped net learned mostly from enlarged pictures of 32 x 32 pixels: of 90 sharp photos of
ants and bees, a set it never saw, it named the order of 43 %. One picture says little: the figure
beside the net is from thousands that it never saw.
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
