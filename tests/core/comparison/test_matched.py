"""Which rows are the same images: by source, names, a drawn sample, classes; what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from core.comparison.images import Images
from core.comparison.matched import matched, same_order
from core.data.splits import probe
from core.errors import NotComparable

CLASSES = ("cat", "dog", "emu")
LABELS = np.random.default_rng(0).integers(0, 3, 90)


def images(
    labels: np.ndarray = LABELS,
    *,
    of: tuple[object, ...] = ("pets", "test", None),
    sample: int | None = None,
    seed: int = 0,
    classes: tuple[str, ...] = CLASSES,
    names: list[str] | None = None,
) -> Images:
    return Images(of, (sample, seed), labels, classes, lambda: names)


OWN = (None, None, "mine.npy")


def test_the_same_source_is_row_by_row() -> None:
    found = matched(images(), images())
    assert found.whole
    assert found.told == ""
    assert same_order(images(), images())


def test_names_find_the_others_order_and_a_part() -> None:
    names = [f"{i}.jpg" for i in range(90)]
    turned = np.random.default_rng(1).permutation(90)[:40]
    found = matched(
        images(of=OWN, names=names),
        images(LABELS[turned], of=(None, None, "b"), names=[names[i] for i in turned]),
    )
    assert sorted(found.first.tolist()) == sorted(turned.tolist())
    np.testing.assert_array_equal(turned[found.second], found.first)
    assert "40 images that both have" in found.told
    assert not found.whole


def test_names_of_other_images_are_refused() -> None:
    one = images(of=OWN, names=[f"a{i}" for i in range(90)])
    with pytest.raises(NotComparable, match="0 are called alike, such as 'a0' and 'b0'"):
        matched(one, images(of=(None, None, "b"), names=[f"b{i}" for i in range(90)]))


def test_a_sample_is_found_in_the_whole_either_way() -> None:
    rows = probe(LABELS, 30, 4)
    sample = images(LABELS[rows], sample=30, seed=4)
    found = matched(images(), sample)
    np.testing.assert_array_equal(found.first, rows)
    np.testing.assert_array_equal(matched(sample, images()).second, rows)
    with pytest.raises(NotComparable, match="90 and 30 images"):
        matched(images(), images((LABELS[rows] + 1) % 3, sample=30, seed=4))  # other images


def test_own_vectors_with_the_same_classes_are_taken_for_the_same_and_that_is_said() -> None:
    found = matched(
        images(), images(of=OWN, classes=("emu", "cat", "dog"), labels=(LABELS + 1) % 3)
    )
    assert found.whole
    assert "Taken to be the same images in the same order" in found.told
    numbered = images(of=OWN, classes=("0", "1", "2"))
    assert matched(images(), numbered).whole
    bare = images(np.full(90, -1), of=OWN, classes=())
    assert "no classes to check" in matched(images(), bare).told


def test_what_does_not_match_is_said() -> None:
    with pytest.raises(
        NotComparable, match=r"other images: pets test \(90\) and birds test \(90\)"
    ):
        matched(images(), images(of=("birds", "test", None)))
    with pytest.raises(NotComparable, match="90 and 20 images, and do not both name them"):
        matched(images(), images(LABELS[:20], of=OWN))
    other = LABELS.copy()
    other[7] = (other[7] + 1) % 3
    words = f"1 of 90 differ, first image 7, “{CLASSES[LABELS[7]]}” in one"
    with pytest.raises(NotComparable, match=words):
        matched(images(), images(other, of=OWN))
    with pytest.raises(NotComparable, match="10 are needed"):
        matched(images(LABELS[:4]), images(LABELS[:4]))
