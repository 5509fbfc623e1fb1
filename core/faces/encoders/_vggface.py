"""What the VGGFace encoders share: where their weights come from, and the frame.

Weights are one `.safetensors` file with torchvision's names (a classifier's are passed over), as in
the public PyTorch ports of the Caffe models. Those come as pickles, which may run any code: so they
are converted once, by somebody who trusts them.
"""

from __future__ import annotations

from pathlib import Path

from core.errors import EncoderMissing

TEMPLATE = (  # faces were cut out around a detector's box, 1.3 times as large, without aligning
    (171.77, 79.74),
    (137.23, 82.24),
    (52.23, 79.77),
    (86.77, 82.25),
    (112.01, 146.75),
)
CONVERT = (
    'A pickle of arrays is converted once, where you trust it, with: python -c "import pickle, '
    "torch, safetensors.torch as s; w = pickle.load(open('IN.pkl', 'rb'), encoding='latin1'); "
    "s.save_file({k: torch.as_tensor(v).contiguous() for k, v in w.items()}, 'OUT.safetensors')\""
)


def given(path: Path | None, *, title: str, variable: str) -> Path:
    """The file of weights; raises EncoderMissing, with the remedy, where there is none."""
    if path is None:
        raise EncoderMissing(
            f"{title} needs weights that cannot be shipped. Put them into a .safetensors file with "
            f"torchvision's names and set {variable} to its path. {CONVERT}"
        )
    if not path.is_file():
        raise EncoderMissing(f"There is no file {path}. Set {variable} to the weights of {title}.")
    if path.suffix != ".safetensors":
        raise EncoderMissing(
            f"{path.name} is not opened: only .safetensors files are, as they cannot run code. "
            f"{CONVERT}"
        )
    return path
