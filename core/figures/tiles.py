"""Many small pictures in one figure: filters, a layer's channels, images in a row.

Each tile can be pointed at and clicked. Gray filters are drawn on a diverging scale about 0, maps
on one that starts at 0; each with its bar, and one scale for all tiles.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.data.sizes import enlarged
from core.errors import EmbedscopeError
from core.figures.look import dress
from core.figures.theme import LIGHT

if TYPE_CHECKING:
    import plotly.graph_objects as go

Picture = NDArray[np.uint8]
DIVERGING = ((0.0, (178, 64, 0)), (0.5, (247, 247, 247)), (1.0, (0, 90, 190)))
RISING = ((0.0, (12, 16, 40)), (0.35, (40, 90, 170)), (0.7, (70, 180, 160)), (1.0, (253, 245, 170)))
"""Dark to light, so that it reads in gray and for colour-blind people."""
CRISP = 96
"""Pixels of a tile's longer side in the sheet: small filters stay squares, not smears."""
GAP = 0.12
"""Between tiles, in parts of one."""


@dataclass(frozen=True)
class Scale:
    """From values to colours: `low` and `high` are the ends of the bar."""

    low: float
    high: float
    stops: tuple[tuple[float, tuple[int, int, int]], ...]
    title: str = ""

    @classmethod
    def about_zero(cls, values: NDArray[np.floating], *, title: str = "weight") -> Scale:
        """Orange below 0, white at 0, blue above."""
        most = float(np.abs(values).max(initial=0)) or 1.0
        return cls(-most, most, DIVERGING, title)

    @classmethod
    def from_zero(cls, values: NDArray[np.floating], *, title: str = "activation") -> Scale:
        """Dark at the lowest value (0 after a ReLU), light at the highest."""
        low = min(0.0, float(values.min(initial=0)))
        return cls(low, float(values.max(initial=0)) or low + 1.0, RISING, title)

    def paint(self, values: NDArray[np.floating]) -> Picture:
        """[...] to uint8 [..., 3]."""
        place = np.clip((values - self.low) / (self.high - self.low), 0, 1)
        at, colours = [stop for stop, _ in self.stops], np.array([c for _, c in self.stops])
        channels = [np.interp(place, at, colours[:, i]) for i in range(3)]
        return np.stack(channels, -1).round().astype(np.uint8)

    @property
    def plotly(self) -> list[tuple[float, str]]:
        """As a colour bar takes it."""
        return [(at, f"rgb{colour}") for at, colour in self.stops]


def in_colour(kernels: NDArray[np.floating], *, most: float) -> Picture:
    """Filters of three channels [n, 3, h, w] as colours: gray is 0, full is `most`."""
    share = 0.5 + kernels.transpose(0, 2, 3, 1) / (2 * (most or 1.0))
    result: Picture = (np.clip(share, 0, 1) * 255).round().astype(np.uint8)
    return result


def tiles(
    pictures: Sequence[Picture],
    *,
    names: Sequence[str],
    hover: Sequence[str],
    columns: int = 8,
    scale: Scale | None = None,
    chosen: int | None = None,
    tile: int = 80,
) -> go.Figure:
    """Pictures uint8 [h, w] or [h, w, 3] of one size, row by row, each with its name below.

    Args:
        pictures: at least one.
        names: below the tiles; short, "" for none.
        hover: what pointing at a tile says.
        columns: a row, at most.
        scale: whose bar stands beside them.
        chosen: which tile gets a frame.
        tile: its height on the screen, in pixels, where there is room.

    Raises:
        EmbedscopeError: where there is no picture.
    """
    import plotly.graph_objects as go

    if not len(pictures):
        raise EmbedscopeError("There is nothing to draw: no picture was given.")
    shape = np.asarray(pictures[0]).shape
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    label = 0.32 if any(names) else 0.0
    step_x, step_y = 1 + GAP, shape[0] / shape[1] + GAP + label
    sheet = _sheet(pictures, columns, (step_x, step_y))
    figure = go.Figure(layout={"images": [_placed(sheet, columns * step_x, rows * step_y)]})
    middle = _middles(len(pictures), columns, (step_x, step_y), shape[0] / shape[1])
    figure.add_trace(_targets(middle, hover, scale, tile))
    if label:
        figure.add_trace(_labels(middle, names, shape[0] / shape[1] / 2 + 0.2))
    if chosen is not None and 0 <= chosen < len(pictures):
        _frame(figure, middle[chosen], shape[0] / shape[1])
    above = 28 if scale is None else 56
    dress(figure, height=round(rows * step_y * tile) + above + 4)
    axis = {"visible": False, "showgrid": False, "zeroline": False, "fixedrange": True}
    figure.update_xaxes(range=[-GAP / 2, columns * step_x - GAP / 2], constrain="domain", **axis)
    figure.update_yaxes(
        range=[-rows * step_y + GAP / 2, GAP / 2],
        scaleanchor="x",
        constrain="domain",
        constraintoward="top",
        **axis,
    )
    return figure.update_layout(
        margin={"l": 4, "r": 4, "t": above, "b": 4}, showlegend=False, dragmode=False
    )


def _sheet(pictures: Sequence[Picture], columns: int, steps: tuple[float, float]) -> Picture:
    """All of them in one picture uint8 [height, width, 4], clear between them.

    One by one, a browser takes seconds for the filters of a layer.
    """
    high, wide = np.asarray(pictures[0]).shape[:2]
    times = max(1, CRISP // max(high, wide))
    unit, rows = wide * times, -(-len(pictures) // columns)
    size = round(rows * steps[1] * unit), round(columns * steps[0] * unit)
    result = np.zeros((*size, 4), np.uint8)
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        top, left = round(row * steps[1] * unit), round(column * steps[0] * unit)
        part = result[top : top + high * times, left : left + unit]
        large = np.repeat(np.repeat(picture, times, axis=0), times, axis=1)
        part[..., :3] = large if large.ndim == 3 else large[..., None]
        part[..., 3] = 255
    return result


def _placed(sheet: Picture, width: float, height: float) -> dict[str, object]:
    """As Plotly takes it: from the corner of the first tile on, in widths of a tile."""
    return {
        "source": "data:image/png;base64," + base64.b64encode(png(sheet, compress=1)).decode(),
        "xref": "x",
        "yref": "y",
        "x": 0,
        "y": 0,
        "sizex": width,
        "sizey": height,
        "sizing": "stretch",
        "layer": "below",
    }


def _middles(
    count: int, columns: int, steps: tuple[float, float], high: float
) -> list[tuple[float, float]]:
    places = (divmod(i, columns) for i in range(count))
    return [(column * steps[0] + 0.5, -row * steps[1] - high / 2) for row, column in places]


def _targets(
    middle: Sequence[tuple[float, float]], hover: Sequence[str], scale: Scale | None, tile: int
) -> go.Scatter:
    """Invisible points over the tiles: what is pointed at and clicked; they carry the bar."""
    import plotly.graph_objects as go

    marker: dict[str, object] = {"size": tile * 0.7, "symbol": "square", "opacity": 0}
    if scale is not None:
        marker |= {
            "color": [0.0] * len(middle),
            "cmin": scale.low,
            "cmax": scale.high,
            "colorscale": scale.plotly,
            "showscale": True,
            "colorbar": {
                "title": {"text": scale.title, "side": "right", "font": {"size": 11}},
                "orientation": "h",
                "thickness": 10,
                "len": 0.6,
                "x": 0,
                "xanchor": "left",
                "y": 1,
                "yanchor": "bottom",
                "nticks": 5,
                "tickformat": ".2~g",
            },
        }
    return go.Scatter(
        x=[x for x, _ in middle],
        y=[y for _, y in middle],
        mode="markers",
        marker=marker,
        customdata=list(hover),
        hovertemplate="%{customdata}<extra></extra>",
    )


def _labels(
    middle: Sequence[tuple[float, float]], names: Sequence[str], below: float
) -> go.Scatter:
    import plotly.graph_objects as go

    return go.Scatter(
        x=[x for x, _ in middle],
        y=[y - below for _, y in middle],
        mode="text",
        text=list(names),
        textfont={"size": 11},
        hoverinfo="skip",
    )


def _frame(figure: go.Figure, at: tuple[float, float], high: float) -> None:
    edge, (x, y) = 0.03, at
    figure.add_shape(
        type="rect",
        x0=x - 0.5 - edge,
        x1=x + 0.5 + edge,
        y0=y - high / 2 - edge,
        y1=y + high / 2 + edge,
        line={"color": LIGHT.accent, "width": 3},
    )


def under_heat(picture: Picture, heat: NDArray[np.floating], *, side: int = 320) -> Picture:
    """The picture, gray, with heat [h, w] from 0 to 1 over it: uint8 [height, width, 3].

    Where the heat is 0 the picture is dark, where it is 1 it stands in light yellow.
    """
    from PIL import Image

    large = enlarged(picture, side)
    gray = large if large.ndim == 2 else large.mean(axis=-1).astype(np.uint8)
    size = (gray.shape[1], gray.shape[0])
    spread = Image.fromarray(heat.astype(np.float32)).resize(size, Image.Resampling.BILINEAR)
    share = np.clip(np.asarray(spread), 0, 1)
    colour = Scale(0, 1, RISING).paint(share).astype(np.float32)
    mixed = 0.45 * gray[..., None] + 0.55 * colour
    return mixed.round().astype(np.uint8)


def png(picture: Picture, *, compress: int = 6) -> bytes:
    """The picture as a PNG file; `compress` from 1, quick, to 9, small."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG", compress_level=compress)
    return out.getvalue()
