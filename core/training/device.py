"""Where a run computes, and in what precision: the fastest that costs no accuracy."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.errors import BadRecipe
from core.recipes.sections import DEVICES, PRECISIONS
from core.training.parallel.processes import ALONE, Processes, processes


@dataclass(frozen=True)
class Place:
    """A torch device, whether autocast runs in bf16, and the processes that train together."""

    device: str
    bf16: bool
    processes: Processes = ALONE

    @property
    def precision(self) -> str:
        """bf16 or fp32, as the card states it."""
        return "bf16" if self.bf16 else "fp32"

    def autocast(self) -> AbstractContextManager[object]:
        """In which a net's layers compute in this precision."""
        import torch

        return torch.autocast(self.device, torch.bfloat16) if self.bf16 else nullcontext()


def place(precision: str = "auto", device: str = "auto") -> Place:
    """A GPU where there is one; bf16 where the device has units for it, unless told otherwise.

    Apple's GPU (mps) is taken only where it is named, and in fp32 unless told otherwise: none was
    at hand, so nobody has compared what it learns.

    Raises BadRecipe for a precision that does not exist and for a device that is not here.
    """
    import torch

    if precision not in PRECISIONS:
        raise BadRecipe(f"precision must be one of {', '.join(PRECISIONS)}, not {precision!r}.")
    if device not in DEVICES:
        raise BadRecipe(f"device must be one of {', '.join(DEVICES)}, not {device!r}.")
    if device == "mps":
        return Place("mps", precision == "bf16", _alone_on_mps())
    cuda = device != "cpu" and torch.cuda.is_available()
    if device == "cuda" and not cuda:
        raise BadRecipe("device is cuda, and this machine has no GPU. Take auto or cpu.")
    fast = torch.cuda.is_bf16_supported() if cuda else cpu_has_bf16()
    bf16 = fast if precision == "auto" else precision == "bf16"
    return Place("cuda" if cuda else "cpu", bf16, processes())


def _alone_on_mps() -> Processes:
    """Raises BadRecipe where there is no such GPU, or several processes would share it."""
    import torch

    if not torch.backends.mps.is_available():
        raise BadRecipe("device is mps, and this machine has no Apple GPU. Take auto or cpu.")
    if processes().size > 1:
        raise BadRecipe("device is mps, which one process has alone. Take cpu for several.")
    return ALONE


@lru_cache
def cpu_has_bf16() -> bool:
    """Whether this processor multiplies bf16 in hardware (AVX-512 BF16, AMX or Arm's BF16)."""
    try:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore").split())
    except OSError:  # no Linux: the safe answer
        return False
    return bool(flags & {"avx512_bf16", "amx_bf16", "bf16"})
