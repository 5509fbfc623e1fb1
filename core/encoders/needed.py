"""Libraries that only some encoders need."""

from __future__ import annotations

from importlib.util import find_spec

from core.errors import EncoderMissing


def need_timm() -> None:
    """Raise EncoderMissing, with the remedy, where timm is not installed."""
    if find_spec("timm") is None:
        raise EncoderMissing(
            "timm is not installed, and this encoder is one of its nets. Install it with: pip "
            "install -r requirements-encoders.txt"
        )
