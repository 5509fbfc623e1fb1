"""What all figures share: room, grid, transparent paper, no request to another host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.figures.palette import ALONE
from core.figures.theme import Shade

if TYPE_CHECKING:
    import plotly.graph_objects as go

CLEAR = "rgba(0,0,0,0)"
GRID = "rgba(128,128,128,0.25)"
"""Gray enough for a white and a black page."""
HINT = "rgba(128,128,128,0.9)"
TOOLS = "#808080"
"""Of a chart's tools: on transparent paper Plotly's own choice cannot be seen on a white page."""
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "showSendToCloud": False,  # Plotly's own default offers to upload the chart
    "toImageButtonOptions": {"scale": 2},
}
"""For `config=` wherever a figure is shown or written."""


def dress(figure: go.Figure, *, height: int, title: str | None = None) -> go.Figure:
    """Set size, margins, grid and background, and the legend in a row above the plot."""
    figure.update_layout(
        height=height,
        title={"text": title, "x": 0, "xref": "paper", "xanchor": "left"} if title else None,
        margin={"l": 60, "r": 16, "t": 72 if title else 40, "b": 48},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        modebar={"bgcolor": CLEAR, "color": TOOLS, "activecolor": ALONE},
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.02,
            "yanchor": "bottom",
            "bgcolor": CLEAR,
        },
    )
    # Labels have the room of `automargin`; asked to hide some, Plotly measures each: a second.
    axis = {
        "gridcolor": GRID,
        "zerolinecolor": GRID,
        "automargin": True,
        "ticklabeloverflow": "allow",
    }
    return figure.update_xaxes(axis).update_yaxes(axis)


def inked(figure: go.Figure, shade: Shade) -> go.Figure:
    """Write titles, ticks, legends and bars in the page's colour for such words, and the texts
    within the plot, where they have none of their own, as far from its ground as can be.
    """
    ink = {"color": shade.muted}
    axis = {"tickfont": ink, "title": {"font": ink}}
    figure.update_layout(font={"color": shade.ink}, title={"font": ink}, legend={"font": ink})
    figure.update_xaxes(axis).update_yaxes(axis)
    for trace in figure.data:
        for bar in (trace, getattr(trace, "marker", None)):
            # Where there is none, its words would make one.
            if bar is not None and "colorbar" in bar and bar.colorbar.to_plotly_json():
                bar.colorbar.update(axis)
    for note in figure.layout.annotations:
        if note.font.color is None:
            note.font.color = shade.muted
    return figure
