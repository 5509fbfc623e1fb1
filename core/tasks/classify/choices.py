"""What a classifier's recipe may name, told without torch."""

from __future__ import annotations

LOSSES = ("cross-entropy", "hinge")
KEEPS = ("last", "best")
STARTS = ("torch", "keras")
OPTIMISERS = ("sgd", "adam", "adamw", "adagrad", "rmsprop", "adadelta")
"""The keys of `core.tasks.classify.optimisers.OPTIMISERS`."""
