"""What an encoder is called: a short text that a link, a recipe and a key of the cache can hold.

    checkpoint:light-2d?layer=penultimate
    net:efficientnet-lite0
    torchvision:resnet18?size=160x160&crop=squeeze
    own:enc-1f0c9a3b72d4
    file:/models/mine.onnx?mean=0.5&std=0.5&pool=mean

The kind stands before the colon: a file of `core/encoders/kinds/`. After the question mark stand
what is read of its net (`layer`, `pool`), whose net the weights are (`net`), and those parts of the
preprocessing that shall differ from what the encoder states itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode

from core.encoders.preprocessing import PARTS
from core.errors import BadEncoder

POOLS = {
    "mean": "The mean over all positions of a map, or over all tokens.",
    "first": "The first token: a transformer's class token.",
}
"""How several vectors an image become one."""
KNOWN = ("layer", "net", "pool", *PARTS)


@dataclass(frozen=True)
class Address:
    """An address taken apart; `str` puts it together again."""

    kind: str
    name: str
    layer: str | None = None
    net: str | None = None
    pool: str | None = None
    changed: Mapping[str, str] = field(default_factory=dict)
    """Parts of the preprocessing, as text."""

    @classmethod
    def of(cls, text: str) -> Address:
        """Raises BadEncoder where it is none: what an address looks like is said."""
        kind, colon, rest = text.partition(":")
        name, _, query = rest.partition("?")
        if not colon or not kind.strip() or not name.strip():
            raise BadEncoder(
                f"{text!r} names no encoder. Write a kind and a name, such as "
                "net:efficientnet-lite0 or checkpoint:small-64d."
            )
        given = dict(parse_qsl(query, keep_blank_values=True))
        unknown = [key for key in given if key not in KNOWN]
        if unknown:
            raise BadEncoder(
                f"{text} has the unknown part {unknown[0]!r}; known: {', '.join(KNOWN)}."
            )
        read = {key: given.pop(key, None) or None for key in ("layer", "net", "pool")}
        if read["pool"] not in (None, *POOLS):
            raise BadEncoder(f"pool must be one of {', '.join(POOLS)}, not {read['pool']!r}.")
        return cls(kind.strip(), unquote(name.strip()), changed=given, **read)

    def __str__(self) -> str:
        parts = {"layer": self.layer, "net": self.net, "pool": self.pool, **self.changed}
        query = urlencode({k: v for k, v in sorted(parts.items()) if v}, safe=":/,")
        return f"{self.kind}:{quote(self.name, safe='/')}" + (f"?{query}" if query else "")

    def only(self, *allowed: str) -> None:
        """Raise BadEncoder where something is said that this kind of encoder does not take."""
        said = {"layer": self.layer, "net": self.net, "pool": self.pool}
        wrong = [key for key, value in said.items() if value and key not in allowed]
        wrong += [] if "preprocessing" in allowed else list(self.changed)
        if wrong:
            raise BadEncoder(f"{self.kind}:{self.name} takes no {wrong[0]!r}: leave it out.")

    def plain(self) -> Address:
        """Without what is changed of the preprocessing."""
        return replace(self, changed={})
