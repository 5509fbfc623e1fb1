"""Are two people kin? Give two photos; see a probability, and what speaks for and against."""

from __future__ import annotations

from pages.blocks.header import header
from pages.blocks.widget import widget

TITLE = "Kinship"
GROUP = "Try your own"
ORDER = 2
ICON = ":material/family_restroom:"

HEIGHT = 1500
HOW_TO_READ = """
1. **A face is found** on each photo, upright or turned, and aligned by its eyes and nose. Where
   there are several, choose one; where none is found, a tight crop can be taken whole.
2. **An encoder** trained to recognise people turns each face into a vector; **a small model**
   trained on families compares the two vectors and gives a score.
3. **The score becomes a probability** by calibration on families that were kept aside: of a
   hundred pairs with 70 %, about seventy were kin. It holds where half of all pairs are kin.

**ROC AUC** is the chance that a pair of kin scores higher than a pair of strangers. Report 001
calls it accuracy, which it is not: it needs no threshold, and .5 is guessing. **False accept** and
**false reject** are the two errors at a threshold; where one falls the other rises.

**Trap.** A split by person instead of by family lets a net recognise the family's other photos: the
figure looks good and means nothing ([Dawson et al. 2018](https://arxiv.org/abs/1809.06200) show how
such data leak). Here no family is in two folds.
"""

header(TITLE, "Do two people look like kin, how sure is that, and what speaks for it?", HOW_TO_READ)
widget("kinship", height=HEIGHT)
