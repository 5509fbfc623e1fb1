"""What browsers may do with our pages: the content security policy, and headers beside it.

Nothing is loaded from elsewhere, so `'self'` is nearly all. What is allowed besides, and why:

- `'unsafe-inline'` styles: Streamlit and Gradio set them from scripts, thousands of them.
- `data:` and `blob:` pictures and fonts: thumbnails and matrices drawn into a page, Streamlit's
  signs, uploads shown before they are sent.
- Streamlit's pages: scripts of ours and of its document by their hashes (scripts.py); `blob:`, as
  it imports each component (`pages/components`) from one; `'wasm-unsafe-eval'`, as its messages
  are unpacked in WebAssembly.
- Gradio's widgets: inline scripts, with which it starts and whose text is another each time, and
  `'unsafe-eval'`, by which it makes functions of the small scripts of our parts (`js_on_load`).
"""

from __future__ import annotations

from functools import lru_cache

from pages.serving.base import under_base
from pages.serving.guard.scripts import allowed_scripts

ALONE = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
"""Of our small documents without scripts."""
BESIDE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}
WIDGET_SCRIPTS = "'unsafe-inline' 'unsafe-eval'"
STRICT_TRANSPORT = "max-age=31536000"
"""Where the browser came by TLS: from now on by nothing else."""


@lru_cache(maxsize=256)
def policy(host: str, frames: tuple[str, ...], *, widget: bool) -> str:
    """The content security policy of a page, or of a widget, that is asked for at `host`."""
    scripts = WIDGET_SCRIPTS if widget else f"blob: 'wasm-unsafe-eval' {allowed_scripts()}"
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' {scripts}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' blob:",
        "connect-src": f"'self' ws://{host} wss://{host} data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(["'self'", *frames]),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def headers(
    path: str, host: str, frames: tuple[str, ...], *, secure: bool
) -> list[tuple[bytes, bytes]]:
    """All of them, for the answer to `path`."""
    widget = path.startswith(under_base("/widgets"))
    found = {**BESIDE, "content-security-policy": policy(host, frames, widget=widget)}
    if secure:
        found["strict-transport-security"] = STRICT_TRANSPORT
    return [(name.encode(), value.encode("latin-1", "replace")) for name, value in found.items()]
