"""What a check of a data set has to say: a sentence, a count, examples, and what to do."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.class_names import UNLABELLED
from core.metrics.decimal import decimal

NONE = "none."
"""What there is to say of what was not found."""
MOST = 8
"""Examples of a finding."""
UNEVEN = 2.0
"""A largest class so many times the smallest is worth a word."""
SMALL, LONG = 4, 3
"""Times smaller than the typical picture, and times as long as wide: odd sizes."""
SPLIT_WORDS = {"train": "training", "test": "test"}
ALIKE = (
    "By eye, 4 of 110 such pairs of CIFAR-100 are merely alike; on Fashion-MNIST about half show "
    "one product in another colour or print. Look before you remove."
)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for. `count` is 0 where there is nothing to mend."""

    kind: str
    title: str
    """What was looked for, such as "Copies across splits"."""
    count: int
    text: str
    advice: str = ""
    examples: tuple[tuple[int, ...], ...] = ()
    """Pictures that belong together, as numbers."""
    captions: tuple[str, ...] = ()
    """A line for each of the examples."""


@dataclass(frozen=True)
class Read:
    """All pictures that could be read, the splits one after the other."""

    splits: tuple[str, ...]
    classes: tuple[str, ...]
    split: NDArray[np.int64]
    """int64 [n], into `splits`; so on for each picture."""
    row: NDArray[np.int64]
    """Its place in the split."""
    labels: NDArray[np.int64]
    sizes: NDArray[np.int64]
    """[n, 2]: height and width."""
    digests: Sequence[bytes]
    """Of its pixels."""
    small: NDArray[np.uint8]
    """[n, 32, 32], in colour [n, 32, 32, 3]."""
    unreadable: tuple[str, ...]
    """A sentence for each that could not be read."""

    def called(self, group: Sequence[int]) -> str:
        """Of pictures: "apple: training 3 · test 12", or with each label where they differ."""
        splits = [SPLIT_WORDS.get(self.splits[self.split[one]], "") for one in group]
        places = [f"{split} {self.row[one]:,}" for split, one in zip(splits, group, strict=True)]
        if self.classes == UNLABELLED:
            return " · ".join(places)
        labels = [self.classes[self.labels[one]] for one in group]
        if len(set(labels)) == 1:
            return f"{labels[0]}: {' · '.join(places)}"
        return " · ".join(f"{label}: {place}" for label, place in zip(labels, places, strict=True))

    def firsts(self) -> NDArray[np.int64]:
        """One picture of each that are equal, in order."""
        seen: dict[bytes, int] = {}
        for picture, digest in enumerate(self.digests):
            seen.setdefault(digest, picture)
        return np.array(sorted(seen.values()), np.int64)


def findings(seen: Read, near: NDArray[np.int64] | None) -> Iterator[Finding]:
    """All that was looked for, the gravest first; `near` are pairs of pictures [m, 2] that differ
    and are copies all the same, None where they were not looked for.
    """
    pairs = equal_pairs(seen)
    yield _unreadable(seen)
    yield _across(seen, pairs, "copies-across", "Copies across splits", "are", "")
    if near is not None:
        yield _across(seen, near, "near-across", "Near-copies across splits", "look like", ALIKE)
    if seen.classes != UNLABELLED:
        yield _labels(seen, pairs if near is None else np.concatenate([pairs, near]))
    yield _within(seen, pairs, "copies", "Copies within a split", "equal to another", "")
    if near is not None:
        yield _within(seen, near, "near", "Near-copies within a split", "much like another", ALIKE)
    if seen.classes != UNLABELLED:
        yield _balance(seen)
        yield _names(seen)
    yield _sizes(seen)


def _unreadable(seen: Read) -> Finding:
    count = len(seen.unreadable)
    text = f"{_many(count, 'file')} cannot be read. {' '.join(seen.unreadable[:3])}"
    advice = "Replace or delete them: a training stops at the first."
    return Finding("unreadable", "Unreadable files", count, text if count else NONE, advice)


def _across(
    seen: Read, pairs: NDArray[np.int64], kind: str, title: str, verb: str, alike: str
) -> Finding:
    across = crossing(seen, pairs)
    count, whole = len(tested_of(seen, across)), int(_tested(seen).sum())
    share = f" ({decimal(count / whole, 3)} of the test images)" if count else ""
    if count == 1:
        verb = {"are": "is", "look like": "looks like"}[verb]
    text = f"{_many(count, 'test image')} {verb} a training image{share}."
    advice = (
        "A net has seen the answers to these, so its test accuracy is up to that share too high. "
        f"Take them out of the training images. {alike}"
    )
    return _told(seen, kind, title, count, text, advice, across)


def crossing(seen: Read, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those pairs [m, 2] of pictures that lie in different splits."""
    across: NDArray[np.int64] = pairs[seen.split[pairs[:, 0]] != seen.split[pairs[:, 1]]]
    return across


def tested_of(seen: Read, across: NDArray[np.int64]) -> NDArray[np.int64]:
    """The test images among pairs across splits, each once."""
    return np.unique(across[_tested(seen)[across]])


def _tested(seen: Read) -> NDArray[np.bool_]:
    """Which pictures are test images: those of the last split."""
    return np.asarray(seen.split == seen.split.max(initial=0))


def _within(
    seen: Read, pairs: NDArray[np.int64], kind: str, title: str, what: str, alike: str
) -> Finding:
    inside = pairs[seen.split[pairs[:, 0]] == seen.split[pairs[:, 1]]]
    count = len(np.unique(inside[:, 1]))
    verb = "is" if count == 1 else "are"
    text = f"{_many(count, 'image')} {verb} {what} of the same split."
    advice = (
        "They count twice, and make validation images that are drawn from the training images too "
        f"easy. Keep one of each. {alike}"
    )
    return _told(seen, kind, title, count, text, advice, inside)


def _labels(seen: Read, pairs: NDArray[np.int64]) -> Finding:
    differing = pairs[seen.labels[pairs[:, 0]] != seen.labels[pairs[:, 1]]]
    count = len(differing)
    verb = "carries" if count == 1 else "carry"
    text = f"{_many(count, 'pair')} of copies {verb} different labels."
    advice = "At most one of the two is right: correct the label, or leave both out."
    return _told(seen, "labels", "Same image, different labels", count, text, advice, differing)


def _balance(seen: Read) -> Finding:
    title = "Class balance"
    count = len(seen.classes)
    labels = [seen.labels[seen.split == number] for number in range(len(seen.splits))]
    table = np.stack([np.bincount(each, minlength=count) for each in labels or [seen.labels]])
    shared = (table > 0).all(axis=0)
    if not shared.any():  # as for families: what is tested was never trained on
        return Finding("balance", title, 0, "Training and test images are of different classes.")
    empty = [seen.classes[i] for i in np.flatnonzero(~shared)]
    if empty:
        verb = "has" if len(empty) == 1 else "have"
        text = f"{_many(len(empty), 'class', 'classes')} {verb} no images in one of the splits: "
        advice = "They cannot be learned, or cannot be tested: add images or leave them out."
        return Finding("balance", title, len(empty), text + _listed(empty), advice)
    trained = table[0]
    large, small = int(trained.argmax()), int(trained.argmin())
    times = trained[large] / trained[small]
    text = (
        f"{trained[small]:,} ({seen.classes[small]}) to {trained[large]:,} ({seen.classes[large]}) "
        "training images a class."
    )
    if times < UNEVEN:
        alike = trained[small] == trained[large]
        text = f"{trained[small]:,} training images in every class." if alike else text
        return Finding("balance", title, 0, text)
    fewer = int((trained * UNEVEN <= trained[large]).sum())
    advice = (
        f"{_many(fewer, 'class', 'classes')} with at most half of the largest: read each class's "
        "recall on Evaluation, not the accuracy alone."
    )
    return Finding("balance", title, fewer, f"{text} That is 1 to {times:.1f}.", advice)


def _names(seen: Read) -> Finding:
    groups = defaultdict[str, list[str]](list)
    for name in seen.classes:
        groups[plain_name(name)].append(name)
    same = [names for names in groups.values() if len(names) > 1]
    told = "; ".join(" and ".join(f"“{name}”" for name in names) for names in same[:5])
    text = f"{_many(len(same), 'class', 'classes')} under names that differ by case or accents only"
    advice = "They are most likely one class: give their folders one name."
    title = "Class names"
    return Finding("names", title, len(same), f"{text}: {told}." if same else NONE, advice)


def plain_name(name: str) -> str:
    """A class's name without case and accents, its words apart: "Café_Latte" is "cafe latte"."""
    apart = unicodedata.normalize("NFKD", name)
    letters = "".join(c for c in apart if not unicodedata.combining(c)).casefold()
    return " ".join(letters.replace("_", " ").replace("-", " ").split())


def _sizes(seen: Read) -> Finding:
    title = "Image sizes"
    sizes, counts = np.unique(seen.sizes, axis=0, return_counts=True)
    if not len(sizes):
        return Finding("sizes", title, 0, "No image could be read.")
    common = " x ".join(map(str, sizes[counts.argmax()][::-1]))
    if len(sizes) == 1:
        return Finding("sizes", title, 0, f"All are {common} pixels.")
    side = np.sqrt(seen.sizes.prod(axis=1))
    odd = side * SMALL <= np.median(side)
    odd |= seen.sizes.max(axis=1) >= LONG * seen.sizes.min(axis=1)
    low, high = seen.sizes.min(axis=0)[::-1], seen.sizes.max(axis=0)[::-1]
    text = (
        f"{len(sizes):,} sizes, {low[0]} to {high[0]} pixels wide and {low[1]} to {high[1]} high, "
        f"most often {common}."
    )
    count = int(odd.sum())
    if count:
        text += f" {_many(count, 'image')} much smaller than most, or three times as long as wide."
    advice = "All are brought to the net's size, and such images lose the most. Crop or drop them."
    places = np.flatnonzero(odd)[:, None]
    return _told(seen, "sizes", title, count, text, advice if count else "", places)


def equal_pairs(seen: Read) -> NDArray[np.int64]:
    """Pictures that are equal, pixel by pixel: of each group the first with each other one, and
    each with the last, [m, 2], none twice.
    """
    of_digest = defaultdict[bytes, list[int]](list)
    for picture, digest in enumerate(seen.digests):
        of_digest[digest].append(picture)
    groups = [group for group in of_digest.values() if len(group) > 1]
    found = {(group[0], other) for group in groups for other in group[1:]}
    found |= {(one, group[-1]) for group in groups for one in group[:-1]}
    return np.array(sorted(found), np.int64).reshape(-1, 2)


def _told(
    seen: Read,
    kind: str,
    title: str,
    count: int,
    text: str,
    advice: str,
    groups: NDArray[np.int64],
) -> Finding:
    """A finding with examples, evenly spaced through those there are."""
    chosen = groups[np.unique(np.linspace(0, len(groups) - 1, min(MOST, len(groups))).astype(int))]
    examples = tuple(tuple(map(int, group)) for group in chosen)
    captions = tuple(map(seen.called, examples))
    text = text if count or kind == "sizes" else NONE
    return Finding(kind, title, count, text, advice.strip(), examples, captions)


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def _listed(names: Sequence[str]) -> str:
    more = ", …" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more + "."
