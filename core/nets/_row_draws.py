"""What a net draws for the rows of a batch, where this process may see some of them alone.

Processes that train one run together each see a part of every batch. Each draws for all of it, from
the same stream, and takes its own rows: so all streams stay alike, and every row gets what it would
get from one process that sees the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Rows:
    """Those from `start` to before `end`, of `whole`."""

    start: int
    end: int
    whole: int


@dataclass
class _Seen:
    rows: Rows | None = None


_SEEN = _Seen()


def see(rows: Rows | None) -> None:
    """State which rows of the batch the nets of this process see; None: all of them."""
    _SEEN.rows = rows


def rows_drawn(count: int, *, device: torch.device) -> Tensor:
    """A uniform draw from 0 to 1 for each of `count` rows that are seen: float32 [count]."""
    if _SEEN.rows is None:
        return torch.rand(count, device=device)
    each = count // (_SEEN.rows.end - _SEEN.rows.start)
    every = torch.rand(_SEEN.rows.whole * each, device=device)
    return every[_SEEN.rows.start * each : _SEEN.rows.end * each]


class RowDropout(nn.Dropout):
    """nn.Dropout that draws for the whole batch; a batch row may be several rows of its input."""

    def forward(self, rows: Tensor) -> Tensor:
        """Float [n, ...] to the same shape."""
        seen = _SEEN.rows
        if seen is None or not self.training or not self.p:
            result: Tensor = super().forward(rows)
            return result
        each = len(rows) // (seen.end - seen.start)
        shape = (seen.whole * each, *rows.shape[1:])
        turned = rows.ndim == 4 and not rows.is_contiguous()
        order = torch.channels_last if turned else torch.contiguous_format  # as it would be drawn
        ones = torch.ones(shape, dtype=rows.dtype, device=rows.device)
        kept = F.dropout(ones.contiguous(memory_format=order), self.p)
        return rows * kept[seen.start * each : seen.end * each]
