"""From a photo that somebody brings to a garment with a name.

`open.py` opens the file safely, `background.py` tells garment from background, `garment.py` makes
of the garment what the net knows, `classify.py` asks a checkpoint.
"""

from __future__ import annotations
