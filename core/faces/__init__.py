"""From a photo that somebody brings to what a pair model compares.

`photo.py` opens it and finds the faces, `find.py` says where faces are, `align.py` brings one into
an encoder's frame, `encoders/` make a vector of it, `features.py` does so for a whole data set.
"""

from __future__ import annotations
