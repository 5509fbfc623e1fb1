"""Maps of several lanes side by side that move as they learn, with a slider to replay them."""

from __future__ import annotations

from collections.abc import Sequence

from embedscope.drawing.scripts import RACE as PLACE
from pages.components.browser import component
from pages.components.one_file import as_text, one_file

BEGIN = """
const maps = new RaceMaps(room);
followCurves(maps);
maps.take(unpack(bytesOf(text)));
"""
_maps = component(*PLACE)


def race_maps(data: bytes, *, key: str) -> None:
    """Draw what `packed` (embedscope.drawing.lanes) made; the browser keeps the playhead and the
    scale of each `key`.
    """
    _maps(data=data, key=key)


def race_file(
    data: bytes,
    *,
    title: str,
    says: Sequence[str],
    told: Sequence[str],
    below: Sequence[str] = (),
) -> bytes:
    """What `packed` made as an HTML file that needs no server; its sheet lies within. Curves among
    the parts `below` follow the playhead, and lead it.
    """
    folder, name, own = PLACE
    return one_file(
        title=title,
        says=says,
        told=told,
        place=(folder, name, (*own, "curves")),
        data=as_text(data),
        begin=BEGIN,
        below=below,
    )
