"""Binary cross-entropy: the surprise at each pair's truth.

Source: report 001, section 7.2
"""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits


def loss(logits: Tensor, alike: Tensor) -> Tensor:
    """The mean of -log p(truth): logits float32 [n], truth bool [n]."""
    return binary_cross_entropy_with_logits(logits, alike.to(logits.dtype))
