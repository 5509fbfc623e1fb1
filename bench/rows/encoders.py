"""1,000 photos in a folder through EfficientNet-Lite0 to a map's vectors, beside a plain loop."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.photos import write_photos
from bench.table import Measured

ROWS = {
    "encode_images_s": ("s", "", None),
    "encode_images_vs_loop": ("x", "<=", 1.3),
    "encode_images_warm_s": ("s", "<=", 2.0),
}
COUNT = 1_000
BATCH = 32
FEW = 64


def measure() -> dict[str, Measured]:
    """Cold, the plain loop, and warm: another folder's map of the same photos."""
    with tempfile.TemporaryDirectory(prefix="embedscope-bench-") as base:
        for variable in ("RUNS", "EMBEDDINGS", "FEATURES"):
            os.environ[f"EMBEDSCOPE_{variable}"] = f"{base}/{variable.lower()}"
        few, folder = Path(base) / "few", Path(base) / "photos"
        write_photos(few, FEW)
        write_photos(folder, COUNT)
        _loop(few)  # both ways pay for their libraries before
        _through(few)
        loop = _timed(lambda: _loop(folder))
        cold = _timed(lambda: _through(folder))
        folder.rename(Path(base) / "moved")
        warm = _timed(lambda: _through(Path(base) / "moved", name="the same photos again"))
    note = f"{COUNT:,} photos of 433 x 577, batches of {BATCH}"
    return {
        "encode_images_s": Measured(cold, 1, note),
        "encode_images_vs_loop": Measured(cold / loop, 1, f"the plain loop takes {loop:.3g} s"),
        "encode_images_warm_s": Measured(warm, 1, "kept by the files' content"),
    }


def _through(folder: Path, *, name: str = "photos") -> None:
    from core import encoders
    from core.embeddings import sources

    made = sources.make({"kind": "upload", "file": str(folder), "by": encoders.USUAL, "name": name})
    if made.vectors().shape != (len(list(folder.iterdir())), 1280):
        raise ValueError("not all photos were encoded")


def _loop(folder: Path) -> None:
    """What a person writes who wants nothing but the vectors."""
    import numpy as np
    import torch
    from PIL import Image
    from torch import nn
    from torchvision import transforms

    from core.nets.efficientnet_lite0 import MEAN, STD, lite0_body

    net = nn.Sequential(lite0_body(pretrained=True), nn.AdaptiveAvgPool2d(1), nn.Flatten()).eval()
    prepare = transforms.Compose(
        [transforms.Resize((224, 224)), transforms.ToTensor(), transforms.Normalize(MEAN, STD)]
    )
    paths, found = sorted(folder.iterdir()), []
    with torch.inference_mode():
        for at in range(0, len(paths), BATCH):
            batch = [prepare(Image.open(p).convert("RGB")) for p in paths[at : at + BATCH]]
            found.append(net(torch.stack(batch)).numpy())
    np.save(folder.parent / "loop.npy", np.concatenate(found))


def _timed(way: Callable[[], object]) -> float:
    begun = time.perf_counter()
    way()
    return time.perf_counter() - begun
