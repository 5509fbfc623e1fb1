"""What people call the parts of a data set, and what they are called here."""

from __future__ import annotations

from collections.abc import Iterable

WORDS = {
    "train": ("train", "training", "train_set", "trainset"),
    "validation": ("val", "valid", "validation", "dev"),
    "test": ("test", "testing", "eval", "evaluation", "test_set", "testset"),
}
"""By our name, in the order in which they are shown."""
TITLES = ("split", "splits", "partition", "subset", "set", "fold", "phase")
"""What a column is called that says to which part a row belongs."""
_OURS = {word: ours for ours, words in WORDS.items() for word in words}


def split_of(word: object) -> str:
    """Which of "train", "validation" and "test" it names; "" where it is the name of none."""
    return _OURS.get(str(word).strip().lower().replace("-", "_").replace(" ", "_"), "")


def are_splits(words: Iterable[object]) -> bool:
    """Whether they are names of parts, and of more than one of them."""
    found = {split_of(word) for word in words}
    return "" not in found and len(found) > 1
