"""The colours, letters and corners of everything on screen, light and dark: the one source.

Figures, the browser components, the widgets and Streamlit's own controls take them from here; of
Streamlit, which reads a file of its own, a test says that `.streamlit/config.toml` equals
`streamlit_theme()`. Text on its ground reaches 4.5 : 1 (WCAG 2.2, 1.4.3, level AA), and what marks
something 3 : 1 (1.4.11).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

FONT = ("system-ui", "sans-serif")
"""Every machine has them: nothing is fetched."""
MONOSPACE = ("ui-monospace", "monospace")
HEADINGS = ("1.9rem", "1.4rem", "1.15rem")
RADIUS = "0.5rem"


@dataclass(frozen=True)
class Shade:
    """One of the two looks, each colour as `#rrggbb`."""

    background: str
    surface: str
    """Of fields, cards and the bar on the side."""
    text: str
    ink: str
    """Numbers on coloured cells: as far from the ground as can be, but not the white of those that
    stay white on either page."""
    muted: str
    """Captions, and the words and numbers of charts."""
    border: str
    primary: str
    """Buttons, links, what is chosen."""
    on_primary: str
    """Text on `primary`."""
    bad: str
    """What went wrong; beside text, never as its only sign."""
    accent: str
    """A frame round what is pointed out."""


LIGHT = Shade(
    background="#ffffff",
    surface="#f3f5f8",
    text="#1d2733",
    ink="#000000",
    muted="#566270",
    border="#d8dee6",
    primary="#2563c9",
    on_primary="#ffffff",
    bad="#c62828",
    accent="#c36900",
)
DARK = Shade(
    background="#12161c",
    surface="#1c222b",
    text="#e3e8ee",
    ink="#fdfdfd",
    muted="#a3adba",
    border="#333c48",
    primary="#6ea3ff",
    on_primary="#10151c",
    bad="#f2766e",
    accent="#f0953a",
)
SHADES = {"light": LIGHT, "dark": DARK}


def shade_of(kind: str | None) -> Shade:
    """Of "light" or "dark"; light where it is not known."""
    return SHADES.get(kind or "", LIGHT)


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two colours `#rrggbb`: 1 of a colour with itself, at most 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """WCAG's relative luminance of `#rrggbb`, 0 (black) to 1 (white)."""
    parts = [part / 255 for part in bytes.fromhex(colour.removeprefix("#"))]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def streamlit_theme() -> dict[str, Any]:
    """The section `[theme]` of Streamlit's settings."""
    sections = {kind: _streamlit_shade(shade) for kind, shade in SHADES.items()}
    return {"headingFontSizes": list(HEADINGS), "baseRadius": RADIUS, **sections}


def css_variables() -> str:
    """`--look-text`, `--look-on-primary` and so on, for style sheets: each follows the
    `color-scheme` of where it is used.
    """
    lines = [
        f"--look-{one.name.replace('_', '-')}: "
        f"light-dark({getattr(LIGHT, one.name)}, {getattr(DARK, one.name)});"
        for one in fields(Shade)
    ]
    return "\n".join([":root {", *lines, f"--look-radius: {RADIUS};", "}"])


def chart_css() -> str:
    """Rules by which what `look.inked` wrote into a chart follows the page from light to dark."""
    return "\n".join(
        f".js-plotly-plot text:is({', '.join(_filled(getattr(s, role)) for s in SHADES.values())}) "
        f"{{ fill: var(--look-{role}) !important; }}"
        for role in ("ink", "muted")
    )


def _filled(colour: str) -> str:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f'[style*="fill: rgb({red}, {green}, {blue})"]'


def _streamlit_shade(shade: Shade) -> dict[str, str]:
    return {
        "primaryColor": shade.primary,
        "backgroundColor": shade.background,
        "secondaryBackgroundColor": shade.surface,
        "textColor": shade.text,
        "linkColor": shade.primary,
        "codeTextColor": shade.text,
        "grayTextColor": shade.muted,
        "borderColor": shade.border,
    }
