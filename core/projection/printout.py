"""What a library prints while it works, taken as how far it is: its only way to tell."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.errors import Stopped
from core.projection.method import Watch


class Printout(io.StringIO):
    """A stream to print to: the first number that `pattern` finds in a text, divided by `whole`, is
    the share of the optimising that is done. Printing raises Stopped once `stop` says so.
    """

    def __init__(
        self, pattern: str, watch: Watch, stop: Callable[[], bool], *, whole: float, before: float
    ) -> None:
        super().__init__()
        self.pattern, self.watch, self.stop = re.compile(pattern), watch, stop
        self.whole, self.before = whole, before
        self.points: NDArray[np.floating] | None = None
        """float [n, dimensions] on their way, where the library lets them be seen"""

    def write(self, text: str) -> int:
        """Take a text in; `before` is the share of the work that lies before the optimising."""
        if self.stop():
            raise Stopped
        found = self.pattern.search(text)
        if found is not None:
            done = min(float(found[1]) / self.whole, 1.0)
            self.watch(self.before + (1 - self.before) * done, "optimising", self.points)
        return len(text)
