"""A quarter of the digits: most of a quick training goes into measuring images afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.data.found import Files
from core.data.image_set import Content
from core.data.sets import digits


@contextmanager
def few_digits() -> Iterator[None]:
    """As long as this lasts, in this process: 360 to learn from and 90 to test on."""
    whole = digits.InsideScikitLearn.read

    def quarter(self: digits.InsideScikitLearn, found: Files, split: str) -> Content:
        content = whole(self, found, split)
        return Content(content.images[::4], content.labels[::4])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digits.InsideScikitLearn, "read", quarter)
        sizes = {"train": 360, "test": 90}
        patch.setattr(digits.InsideScikitLearn, "sizes", lambda _self, _found: dict(sizes))
        yield
