"""Preprocessing as other tools write it beside their weights: timm's and Hugging Face's JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from core import files
from core.encoders.preprocessing import INTERPOLATIONS, Preprocessing
from core.errors import BadEncoder, Unreadable

BESIDE = ("preprocessor_config.json", "config.json")
RESAMPLE = ("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming")
"""Pillow's numbers of its filters, as Hugging Face's files state them."""


def beside(path: Path) -> tuple[Preprocessing | None, str | None]:
    """What lies beside a file of weights: the preprocessing, and timm's name of the net."""
    for name in BESIDE:
        try:
            config = files.read_json(path.parent / name)
            table = config.get("pretrained_cfg", config)
            architecture = config.get("architecture")
            net = f"timm:{architecture}" if isinstance(architecture, str) else None
            return of_config(table), net
        except (Unreadable, BadEncoder, KeyError, TypeError, ValueError):  # none, or another's
            continue
    return None, None


def of_config(config: Mapping[str, Any]) -> Preprocessing:
    """Of timm's data config, or Hugging Face's preprocessor_config.json.

    Raises BadEncoder for values that cannot be, KeyError where it states neither.
    """
    return _of_timm(config) if "input_size" in config else _of_processor(config)


def _of_timm(config: Mapping[str, Any]) -> Preprocessing:
    channels, height, width = config["input_size"]
    share = float(config.get("crop_pct") or 1.0)
    crop = {"squash": "squeeze", "border": "pad"}.get(str(config.get("crop_mode")), "center")
    how = str(config.get("interpolation") or "bicubic")
    return Preprocessing(
        size=(height, width),
        resize=int(max(height, width) / share) if crop == "center" else None,
        crop=crop,
        interpolation=how if how in INTERPOLATIONS else "bicubic",
        channels="gray" if channels == 1 else "rgb",
        mean=_numbers(config["mean"], channels),
        std=_numbers(config["std"], channels),
    )


def _of_processor(config: Mapping[str, Any]) -> Preprocessing:
    cut = config.get("do_center_crop", False)
    size, shorter = config["size"], None
    if isinstance(size, Mapping):
        shorter = size.get("shortest_edge")
        whole = (size.get("height", shorter), size.get("width", shorter))
    else:
        shorter, whole = size, (size, size)
    cropped = config.get("crop_size", whole) if cut else whole
    if isinstance(cropped, Mapping):
        cropped = cropped["height"], cropped["width"]
    elif isinstance(cropped, int):
        cropped = cropped, cropped
    return Preprocessing(
        size=(int(cropped[0]), int(cropped[1])),
        resize=int(shorter) if cut and shorter else None,
        crop="center" if cut else "squeeze",
        interpolation=RESAMPLE[int(config.get("resample", 2))],
        mean=_numbers(config["image_mean"], 3),
        std=_numbers(config["image_std"], 3),
    )


def _numbers(values: Sequence[float], count: int) -> tuple[float, ...]:
    return tuple(float(value) for value in values)[:count]
