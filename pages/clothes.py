"""What does the net predict for your own garment? Drop in a photo, see what it sees."""

from __future__ import annotations

from pages.shared.header import header
from pages.shared.widget import widget

TITLE = "Clothes"
GROUP = "Try"
ORDER = 1
ICON = ":material/checkroom:"

HEIGHT = 760
HOW_TO_READ = """
**The net for real photos** reads the photo as it is. Its probabilities are calibrated on photos it
was not trained on; orange marks the region that speaks for the class. It answers **unsure** where
the photo lies farther from all ten kinds of garment than 95 % of garments do: for birds, fruit and
faces, and now and then for a garment. The distance (Mahalanobis,
[Lee et al. 2018](https://arxiv.org/abs/1807.03888)) is taken in the features of a second net, which
was trained on ImageNet's thousand classes.

**A Fashion-MNIST net** can answer as well. For it a photo goes through four steps, each of which
you can check in the answer.

1. **Opened safely**: turned upright, 20 MB and 50 megapixels at most, first frame of an animation.
2. **Cut out**: what differs from the photo's border, is set off by an edge and lies near the middle
   counts as the garment (geodesic saliency, [Wei et al. 2012](https://doi.org/10.1007/978-3-642-33712-3_3),
   refined as in [GrabCut, Rother et al. 2004](https://doi.org/10.1145/1015706.1015720)).
3. **Converted to Fashion-MNIST's format** ([Xiao et al. 2017](https://arxiv.org/abs/1708.07747)):
   28 x 28, light on black, longest edge filling the square, in the middle.
4. **Classified by its neighbours**: the net only places the picture in its embedding. The share of
   a class is the share of the $k = 31$ nearest training images that belong to it,
   $p(c) = \\tfrac{1}{k} \\sum_{i \\in N_k(x)} [y_i = c]$, times a weight for the class where the
   net has one: on photos from home some classes are predicted too often, others too rarely.

**Trap.** These nets saw only shop photos: garments hanging straight, shoes from the side, toes to
the left. For `fashion-photos` these were changed at random to look like snapshots; the others
often mistake a pullover with its sleeves spread for a bag, and all of them fail on pairs of shoes
seen from above. They have no class for hats, skirts or shorts, and still predict one of their ten
classes, often with a share of 100 %.
"""


header(TITLE, "What does the net predict for your own garment, and what does it see?", HOW_TO_READ)
widget("clothes", title="Classify your photos", height=HEIGHT)
