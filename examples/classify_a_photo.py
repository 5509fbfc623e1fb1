"""Name the garment on a photo as the page Clothes does: classify_a_photo.py PHOTO [CHECKPOINT]."""

import sys
from pathlib import Path

from core.errors import BadPhoto
from core.inference.photos.classify import garments

net = garments(sys.argv[2] if len(sys.argv) > 2 else None)
try:
    answer = net.classify(Path(sys.argv[1]))
except BadPhoto as error:
    sys.exit(str(error))
print(f"{answer.label}, by {net.run.name} in {answer.ms:.0f} ms")
for label, share in list(answer.shares.items())[:3]:
    print(f"{share:6.1%} {label}")
