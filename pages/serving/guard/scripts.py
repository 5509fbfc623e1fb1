"""The inline scripts that may run in Streamlit's pages, by their hashes; no other does.

So a name or a file's text that got into a page as HTML could not run either.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from pages.serving.assets import FOLDER

KEEP_COOKIES = (
    "for (const each of document.querySelectorAll('[data-embedscope-cookie]'))"
    " document.cookie = each.dataset.embedscopeCookie"
    " + (location.protocol === 'https:' ? ';secure' : '');"
)
"""Keeps what pages/shared/cookie.py writes into a page; the text is always the same."""
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@cache
def allowed_scripts() -> str:
    """Of ours, and of the document that Streamlit serves, as a policy names them."""
    document = (FOLDER.parent / "index.html").read_text(encoding="utf-8")
    return " ".join(map(_source, [KEEP_COOKIES, *_INLINE.findall(document)]))


def _source(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
