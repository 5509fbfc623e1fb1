"""Pieces of HTML that the widgets' answers are made of.

Every picture is written into the page itself (`data:` addresses): nothing of a photo reaches the
disk, and no address of it is left behind.
"""

from __future__ import annotations

import base64
import html
import io

from PIL import Image


def refused(message: str) -> str:
    """Why there is no answer, and what to do."""
    return f"<p class='bad' role='alert'>{html.escape(message)}</p>"


def part(title: str, content: str, text: str) -> str:
    """One piece of an answer with its title and its explanation (text is HTML)."""
    return f"<figure><h3>{title}</h3>{content}<figcaption>{text}</figcaption></figure>"


def image(picture: Image.Image, alt: str, css: str = "") -> str:
    """A picture: JPEG where it is RGB, else PNG."""
    data, kind = io.BytesIO(), "jpeg" if picture.mode == "RGB" else "png"
    picture.save(data, kind.upper(), **({"quality": 85} if kind == "jpeg" else {}))
    code = base64.b64encode(data.getvalue()).decode("ascii")
    return f"<img class='{css}' alt='{html.escape(alt)}' src='data:image/{kind};base64,{code}'>"
