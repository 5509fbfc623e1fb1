"""Every figure of a checkpoint with its interval, and the two classes it mixes up most."""

import sys

import numpy as np

from core.runs.find import find_run

run = find_run(sys.argv[1] if len(sys.argv) > 1 else "light-2d")
card = run.finished()
print(f"{card.title or card.name}: {card.data.train:,} images of {card.data.name} trained on")
for name, figure in sorted(card.metrics.items()):
    if figure.low is None or figure.high is None:
        print(f"{name:28} {figure.value}")
    else:
        print(f"{name:28} {figure.value:.4f} ({figure.low:.4f} to {figure.high:.4f}, n {figure.n})")
wrong = np.array(card.confusion["test"])
np.fill_diagonal(wrong, 0)
true, predicted = np.unravel_index(wrong.argmax(), wrong.shape)
classes = card.data.classes
print(f"{wrong.max()} of class {classes[true]!r} were predicted as {classes[predicted]!r}.")
print(card.verdict)
