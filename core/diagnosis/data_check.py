"""The check of a data set: every picture is read once, and compared with every other."""

from __future__ import annotations

import datetime
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.data.catalogue import entry, find, how_to_get, read
from core.data.encoded import lazily
from core.data.found import SPLITS
from core.data.image_set import ImageSet, Pixels
from core.data.sizes import Frame, fitted, squeezed
from core.diagnosis.baselines import Baselines, baselines
from core.diagnosis.data_findings import Finding, Read, equal_pairs, findings
from core.diagnosis.near_copies import LEAST, SIDE, near_copies
from core.errors import DataCorrupt, DataMissing, Stopped
from core.progress import Progress
from core.recipes.recipe import load_recipe, recipe_names

SHOWN = 56
"""Pixels of an example's side."""
EVERY = 500
"""Pictures between two words of progress."""
STEPS, READING, COMPARED = 1000, 400, 800
"""Of all steps of progress: when all is read, and when all is compared."""


@dataclass(frozen=True)
class DataCheck:
    """What came out; `examples` are uint8 [m, SHOWN, SHOWN, 3]."""

    name: str
    source: str
    checked: str
    """When, as an ISO date."""
    seconds: float
    pictures: int
    """So many were read."""
    findings: tuple[Finding, ...]
    examples: NDArray[np.uint8]
    baselines: tuple[Baselines, ...] = ()
    """Of the whole, and of those of its first classes that recipes ask for."""


def check_data(
    name: str,
    *,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> DataCheck:
    """Check a data set; raises UnknownName, DataMissing, and Stopped where `stop()` says so."""
    began = time.monotonic()
    sets, broken, source = _opened(name)
    seen = _read(sets, broken, progress, stop)
    near = _near(seen, progress, stop)
    told, examples = _drawn(tuple(findings(seen, near)), sets, seen)
    reached = tuple(_baselines(name, seen, near, progress, stop))
    progress(STEPS, STEPS, "")
    return DataCheck(
        name=name,
        source=source,
        checked=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - began, 1),
        pictures=len(seen.labels),
        findings=told,
        examples=examples,
        baselines=reached,
    )


def copies_of(
    name: str,
    *,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Read, NDArray[np.int64]]:
    """Every picture of a data set, and the pairs [m, 2] of them that are equal or near-copies.

    Raises as `check_data` does.
    """
    sets, broken, _ = _opened(name)
    seen = _read(sets, broken, progress, stop)
    near = _near(seen, progress, stop)
    equal = equal_pairs(seen)
    return seen, equal if near is None else np.concatenate([equal, near])


def _opened(name: str) -> tuple[dict[str, ImageSet], list[str], str]:
    """The splits, opened but not decoded, what is wrong with those that cannot be, and where."""
    known, found = entry(name), find(name)
    if found is None:
        raise DataMissing(f"{name} is not on this machine. {how_to_get(known)}")
    sets, broken = dict[str, ImageSet](), list[str]()
    with lazily():
        for split in SPLITS:
            try:
                sets[split] = read(found, known, split)
            except DataCorrupt as error:
                broken.append(str(error))
    return sets, broken, str(found.where)


def _read(
    sets: Mapping[str, ImageSet], broken: list[str], progress: Progress, stop: Callable[[], bool]
) -> Read:
    """Every picture once: its size, a digest of its pixels, and a small copy."""
    whole, done = sum(map(len, sets.values())), 0
    facts: list[tuple[int, int, int, int, int]] = []
    digests, small = list[bytes](), list[Pixels]()
    for number, images in enumerate(sets.values()):
        for row in range(len(images)):
            if done % EVERY == 0:
                if stop():
                    raise Stopped
                progress(READING * done // whole, STEPS, f"reading {done:,} of {whole:,}")
            done += 1
            try:
                image = _gray_where_it_is(np.asarray(images.images[row]))
            except DataCorrupt as error:
                broken.append(str(error))
                continue
            facts.append((number, row, int(images.labels[row]), *image.shape[:2]))
            digests.append(_digest(image))
            small.append(squeezed(image, Frame(SIDE, SIDE, colour=image.ndim == 3)))
    table = np.array(facts, np.int64).reshape(-1, 5)
    classes = next((images.classes for images in sets.values()), ())
    return Read(
        splits=tuple(sets),
        classes=classes,
        split=table[:, 0],
        row=table[:, 1],
        labels=table[:, 2],
        sizes=table[:, 3:],
        digests=digests,
        small=_stacked(small),
        unreadable=tuple(broken),
    )


def _near(seen: Read, progress: Progress, stop: Callable[[], bool]) -> NDArray[np.int64] | None:
    """Pairs of pictures that are near-copies; None where they are too small to tell."""
    if not len(seen.sizes) or np.median(seen.sizes.min(axis=1)) < LEAST:
        return None
    first = seen.firsts()

    def watch(share: float) -> None:
        done = round(len(first) * share)
        step = READING + round((COMPARED - READING) * share)
        progress(step, STEPS, f"comparing {done:,} of {len(first):,} with all others")

    return first[near_copies(seen.small[first], watch=watch, stop=stop)]


def parts_of(name: str) -> list[int | None]:
    """How many of a data set's first classes the shipped recipes ask for; first None, the whole."""
    asked = (getattr(load_recipe(each), "data", None) for each in recipe_names())
    counts = {getattr(of, "classes", None) for of in asked if getattr(of, "name", None) == name}
    return [None, *sorted(count for count in counts if count is not None)]


def _baselines(
    name: str,
    seen: Read,
    near: NDArray[np.int64] | None,
    progress: Progress,
    stop: Callable[[], bool],
) -> Iterator[Baselines]:
    equal, parts = equal_pairs(seen), parts_of(name)
    for number, count in enumerate(parts):

        def check(number: int = number) -> None:
            if stop():
                raise Stopped
            step = COMPARED + (STEPS - 1 - COMPARED) * number // len(parts)
            progress(step, STEPS, "what plain pixels reach")

        found = baselines(seen, equal, near, classes=count, check=check)
        if found is not None:
            yield found


def _drawn(
    told: tuple[Finding, ...], sets: Mapping[str, ImageSet], seen: Read
) -> tuple[tuple[Finding, ...], NDArray[np.uint8]]:
    """The findings' examples, drawn once each and numbered anew."""
    wanted = sorted({one for each in told for group in each.examples for one in group})
    number = {picture: place for place, picture in enumerate(wanted)}
    drawn = np.zeros((len(wanted), SHOWN, SHOWN, 3), np.uint8)
    for place, one in enumerate(wanted):
        images = sets[seen.splits[seen.split[one]]].images
        drawn[place] = fitted(np.asarray(images[int(seen.row[one])]), SHOWN)

    def anew(finding: Finding) -> Finding:
        groups = (tuple(number[one] for one in group) for group in finding.examples)
        return replace(finding, examples=tuple(groups))

    return tuple(map(anew, told)), drawn


def _digest(image: Pixels) -> bytes:
    shape = repr(image.shape).encode()
    return hashlib.blake2b(shape + image.tobytes(), digest_size=16).digest()


def _gray_where_it_is(image: Pixels) -> Pixels:
    """[h, w] of [h, w, 3] whose channels are equal: a third of the work."""
    if image.ndim == 3 and (image[..., :1] == image).all():
        return image[..., 0]
    return image


def _stacked(small: list[Pixels]) -> NDArray[np.uint8]:
    colour = any(image.ndim == 3 for image in small)
    shape = (len(small), SIDE, SIDE, 3) if colour else (len(small), SIDE, SIDE)
    stacked = np.empty(shape, np.uint8)
    for place, image in enumerate(small):
        stacked[place] = image[..., None] if colour and image.ndim == 2 else image
    return stacked
