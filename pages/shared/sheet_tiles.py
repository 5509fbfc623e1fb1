"""Pictures cut from a sheet of thumbnails by the page's own style: one request for all of them."""

from __future__ import annotations

import html
import zlib
from dataclasses import dataclass

SIDE = 64
"""Pixels of a picture's longer side on the page."""
STYLE = """<style>
.pictures { display: flex; flex-wrap: wrap; gap: 8px; margin: 0; }
.pictures figure { margin: 0; }
.pictures .picture { display: block; background-repeat: no-repeat; border-radius: 4px;
  margin: 0 auto; }
.pictures .coarse { image-rendering: pixelated; }
.pictures figcaption { font-size: 0.72rem; line-height: 1.25; text-align: center; opacity: 0.85;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
</style>"""


@dataclass(frozen=True)
class SheetTiles:
    """A picture with thumbnails of `width` x `height` pixels in `lines` of `columns`."""

    url: str
    columns: int
    width: int
    height: int
    lines: int

    @property
    def name(self) -> str:
        """A class of the page's style that shows this sheet."""
        return f"sheet-{zlib.crc32(self.url.encode()):x}"

    def style(self) -> str:
        """Its style: once a page, not in every tile, as the address may be long."""
        url = self.url.replace('"', "%22")
        return f'<style>.picture.{self.name} {{ background-image: url("{url}"); }}</style>'

    def picture(self, place: int, label: str) -> str:
        """The thumbnail at a place, with a label that is read aloud."""
        scale = SIDE / max(self.width, self.height)
        wide, high = self.width * scale, self.height * scale
        line, column = divmod(place, self.columns)
        style = (
            f"width:{wide:g}px;height:{high:g}px;"
            f"background-size:{wide * self.columns:g}px {high * self.lines:g}px;"
            f"background-position:{-column * wide:g}px {-line * high:g}px"
        )
        kind = f"picture {self.name}" + (" coarse" if scale > 1.5 else "")
        said = html.escape(label, quote=True)
        return (
            f'<span class="{kind}" role="img" title="{said}" aria-label="{said}" '
            f'style="{style}"></span>'
        )
