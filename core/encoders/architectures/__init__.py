"""Nets by name into which weights from a file go: ours, torchvision's, timm's.

A file is a family; an architecture is called `FAMILY:NAME`, or only by its name where it is ours.
Each defines

    names() -> list[str]
    empty(name, weights) -> Empty      a net for those weights, read at its features

where `weights` are tensors by name. Imports torch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from core.encoders.preprocessing import Preprocessing
from core.errors import BadEncoder
from core.registry import entries, find

if TYPE_CHECKING:
    from torch import Tensor, nn

PACKAGE = "core.encoders.architectures"
OURS = "ours"
PREFIXES = ("module.", "model.", "net.", "backbone.", "encoder.", "_orig_mod.")
"""What training loops put before the names of a net's weights."""
SHOWN = 3
NEAR = 8


@dataclass(frozen=True, eq=False)
class Empty:
    """A net whose weights are to come; what of them it does without."""

    net: nn.Module
    preprocessing: Preprocessing
    passed_over: tuple[str, ...] = ()
    """Starts of names of weights that belong to a head that is not there."""


def split_name(net: str) -> tuple[str, str]:
    """Family and name."""
    family, colon, name = net.partition(":")
    return (family, name) if colon else (OURS, net)


def families() -> list[str]:
    """By name."""
    return list(entries(PACKAGE))


def filled(net: str, weights: Mapping[str, Tensor], *, file: str) -> Empty:
    """The net called so with the weights of a file; raises UnknownName, and BadEncoder with the
    names of what does not fit.
    """
    family, name = split_name(net)
    bare = without_prefix(weights)
    made: Empty = find(PACKAGE, "family of nets", family).load().empty(name, bare)
    own = made.net.state_dict()
    lacking = [key for key in own if key not in bare and not key.endswith("num_batches_tracked")]
    wrong = [key for key in own if key in bare and own[key].shape != bare[key].shape]
    spare = [
        key for key in bare if key not in own and not key.startswith(made.passed_over or ("?",))
    ]
    if lacking or wrong or spare:
        raise BadEncoder(_misfit(net, file, lacking, wrong, spare, own, bare))
    taken = {key: bare[key] for key in own if key in bare}
    made.net.load_state_dict(taken, strict=False)
    return made


def without_prefix(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights without what stands before all their names."""
    found = dict(weights)
    while True:
        prefix = next((p for p in PREFIXES if found and all(k.startswith(p) for k in found)), None)
        if prefix is None:
            return found
        found = {key.removeprefix(prefix): value for key, value in found.items()}


def near(name: str, known: Sequence[str]) -> list[str]:
    """Of many names those that look most like one."""
    return get_close_matches(name, known, n=NEAR, cutoff=0.3) or list(known[:NEAR])


def _misfit(
    net: str,
    file: str,
    lacking: list[str],
    wrong: list[str],
    spare: list[str],
    own: Mapping[str, Tensor],
    bare: Mapping[str, Tensor],
) -> str:
    said = []
    if lacking:
        said.append(f"{_some(lacking)} {'is' if len(lacking) == 1 else 'are'} not in it")
    if wrong:
        key = wrong[0]
        there, here = (" x ".join(map(str, t[key].shape)) or "1" for t in (bare, own))
        said.append(f"{key} has the shape {there} there and {here} in the net")
    if spare:
        said.append(f"the net has no {_some(spare)}")
    return (
        f"The weights of {file} do not fit {net}: {'; '.join(said)}. Name the net that they are of."
    )


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
