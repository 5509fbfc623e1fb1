"""What does the net predict for your own garment? Drop in a photo, see what it sees."""

from __future__ import annotations

from pages.shared.header import header
from pages.shared.widget import widget

TITLE = "Clothes"
GROUP = "Try your own"
ORDER = 1
ICON = ":material/checkroom:"

HEIGHT = 1150
HOW_TO_READ = """
**The net for real photos** reads the photo as it is. Its probabilities are calibrated on photos it
was not trained on; orange shows where the photo spoke for the class. It says **unsure** where the
photo lies farther from all ten kinds of garment than 95 % of garments do, as a second net sees it
that knows ImageNet's thousand kinds (Mahalanobis distance,
[Lee et al. 2018](https://arxiv.org/abs/1807.03888)): birds, fruit and faces, but now and then also
a garment.

**A Fashion-MNIST net** can answer beside it, in its own world. For it a photo goes through four
steps, each of which you can check in the picture.

1. **Opened safely**: turned upright, 20 MB and 50 megapixels at most, first frame of an animation.
2. **Cut out**: what is unlike the photo's border, lies behind an edge and near the middle is taken
   for the garment (geodesic saliency, [Wei et al. 2012](https://doi.org/10.1007/978-3-642-33712-3_3),
   refined as in [GrabCut, Rother et al. 2004](https://doi.org/10.1145/1015706.1015720)).
3. **Made like Fashion-MNIST** ([Xiao et al. 2017](https://arxiv.org/abs/1708.07747)): 28 x 28,
   light on black, longest edge filling the square, in the middle.
4. **Named by its neighbours**: the net only places the picture in its embedding. The share of a
   class is the share of the $k = 31$ nearest training images that belong to it,
   $p(c) = \\tfrac{1}{k} \\sum_{i \\in N_k(x)} [y_i = c]$, times a weight for the class where the
   net has one: on photos from home some classes are named too often, others too rarely.

**Trap.** The nets have seen shop photos only: garments hanging straight, shoes from the side, toes
to the left. For `fashion-photos` these were changed at random to look like snapshots; the others
often take a pullover with its sleeves spread for a bag, and all of them fail on pairs of shoes seen
from above. They have no class for hats, skirts or shorts,
and will still give them one of their ten names, often with a share of 100 %.
"""


header(TITLE, "What does the net predict for your own garment, and what does it see?", HOW_TO_READ)
widget("clothes", height=HEIGHT)
