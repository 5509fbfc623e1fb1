"""Randomness by purpose: every draw is a function of what it is for, the run's seed, and numbers.

So any step can be redone, and no two purposes share a stream. Which numbers stand behind a purpose
is said here and nowhere else; one that is not in the table stands for itself, by its name's hash.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import torch

SALTS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "step": ((), ()),  # dropout and whatever else draws without a generator: (seed, step)
    "augment": ((), (1,)),
    "batches": ((2,), ()),
    "p-k": ((3,), ()),
    "triplets": ((4,), ()),
    "family-folds": ((11,), ()),
    "person-folds": ((12,), ()),
    "pairs": ((13,), ()),
    "strangers": ((14,), ()),
    "listed-pairs": ((18,), ()),
    "pair-step": ((19,), ()),
    "pair-model": ((20,), ()),
    "pairs-of-model": ((21,), ()),
    "pictures": ((30,), ()),
    "pictures-tested": ((31,), ()),
    "pictures-few": ((32,), ()),
    "puzzle-net": ((40,), ()),
    "puzzle-step": ((41,), ()),
    "puzzles": ((42,), ()),
    "puzzles-validated": ((43,), ()),
    "puzzles-tested": ((44,), ()),
}
"""The numbers before and after those that a draw is told, as runs have always had them."""


def key(purpose: str, seed: int, *numbers: int) -> tuple[int, ...]:
    """The entropy of one draw."""
    before, after = SALTS.get(purpose, ((zlib.crc32(purpose.encode()),), ()))
    return (seed, *before, *numbers, *after)


def fold_in(purpose: str, seed: int, *numbers: int) -> int:
    """A seed for torch, far from the seeds of its neighbours."""
    state = np.random.SeedSequence(key(purpose, seed, *numbers)).generate_state(1, np.uint64)
    return int(state[0] >> 1)


def generator(purpose: str, seed: int, *numbers: int) -> np.random.Generator:
    """NumPy's generator for one draw."""
    return np.random.default_rng(key(purpose, seed, *numbers))


def draw_from(seed: int, device: torch.device | str) -> None:
    """Let what draws without a generator, as dropout does, draw from `seed` on.

    `torch.manual_seed` seeds every kind of device, and takes a twentieth of a small net's step.
    """
    import torch

    torch.default_generator.manual_seed(seed)
    if str(device).startswith("cuda"):
        torch.cuda.manual_seed(seed)
    elif str(device).startswith("mps"):
        torch.mps.manual_seed(seed)
