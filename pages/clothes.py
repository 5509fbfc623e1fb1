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
**The net for real photos** gives probabilities calibrated on photos it was not trained on. It
answers **unsure** where the photo is less like the kind of garment that it is most like than all
but one in 200 known photos of that kind are: the mean cosine with its five nearest
([Sun et al. 2022](https://arxiv.org/abs/2204.06507)) in the features of a second net, trained on
ImageNet. Where two kinds are close it names both: the list holds the right one for 95 % of photos
([Sadinle et al. 2019](https://arxiv.org/abs/1609.00451)).

**A Fashion-MNIST net** sees the photo after four steps, each shown in the answer.

1. **Opened safely**: upright, 20 MB and 50 megapixels at most, first frame of an animation.
2. **Cut out**: what differs from the border, has an edge and lies near the middle (geodesic
   saliency, [Wei et al. 2012](https://doi.org/10.1007/978-3-642-33712-3_3), refined as in
   [GrabCut, Rother et al. 2004](https://doi.org/10.1145/1015706.1015720)).
3. **Converted to [Fashion-MNIST's](https://arxiv.org/abs/1708.07747) format**: 28 x 28, light on
   black, centred, longest edge filling the square.
4. **Classified by its neighbours**: the share of the $k = 31$ nearest training images of a class,
   $p(c) = \\tfrac{1}{k} \\sum_{i \\in N_k(x)} [y_i = c]$, times a weight where the net has one, for
   photos from home.

**Trap.** These nets saw shop photos: garments hanging straight, shoes from the side. Only for
`fashion-photos` were these made to look like snapshots; the others often predict a bag for a
pullover with spread sleeves. All fail on pairs of shoes seen from above, and give hats, skirts and
shorts one of their ten classes, often with a share of 1.
"""


header(TITLE, "What does the net predict for your own garment, and what does it see?", HOW_TO_READ)
widget("clothes", title="Classify your photos", height=HEIGHT)
