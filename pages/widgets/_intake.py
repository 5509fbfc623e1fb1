"""How photos come into a widget: dropped anywhere, chosen, pasted, or taken with the camera.

The browser sends them as text within a call, so that they are in memory alone: Gradio's own uploads
lie on disk for a while.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from typing import Any

import gradio as gr

from core.data.open_photo import MAX_BYTES, too_many_bytes
from pages.widgets._intake_script import INTAKE
from pages.widgets._visits import Visits

VISIT = """() => {
  const drawn = crypto.getRandomValues(new Uint8Array(16));
  const name = Array.from(drawn, part => part.toString(16).padStart(2, '0')).join('');
  try {
    const known = sessionStorage.getItem('embedscope-visit');
    if (known) return known;
    sessionStorage.setItem('embedscope-visit', name);
  } catch { /* nothing is to be kept in this browser: then for as long as the page is open */ }
  return name;
}"""
"""A tab of the browser has a name, which nobody can guess, for as long as it is open."""
PRIVACY = (
    "Photos stay in memory, never on disk, and are forgotten half an hour after this tab last "
    "used them."
)
ACCEPTED = "image/*,.heic,.heif,.avif,.tif,.tiff"
_arrived: Visits[bytes] = Visits(len, seconds=120.0, most=512 * 1024**2)
"""The files of photos, each under a name of its own, until they are opened."""


@dataclass(frozen=True)
class Brought:
    """A file that somebody brought: its bytes, or why they are not here."""

    name: str
    content: bytes | None
    refused: str = ""


def intake(label: str, *, most: int = 1, privacy: bool = True) -> gr.HTML:
    """Where photos are brought; it triggers `upload`, of whose event `brought` makes files.

    Args:
        label: what to bring, as in "a photo of one garment".
        most: how many at once.
        privacy: whether it says here what becomes of them.
    """
    return gr.HTML(
        _html(label, most=most, privacy=privacy),
        js_on_load=INTAKE,
        server_functions=[receive],
        elem_classes="bring",
        apply_default_css=False,
    )


def receive(content: str) -> dict[str, str]:
    """Take a file in base64; the name under which it waits, or why it is refused."""
    try:
        data = base64.b64decode(content, validate=True)
    except binascii.Error:
        return {"refused": "The file did not arrive whole. Try again."}
    if len(data) > MAX_BYTES:
        return {"refused": too_many_bytes(len(data))}
    key = secrets.token_urlsafe(16)
    _arrived.put(key, data)
    return {"key": key}


def brought(event: gr.EventData) -> list[Brought]:
    """The files that an `upload` of an intake tells of."""
    return [_brought(told) for told in event.photos]


def _brought(told: dict[str, Any]) -> Brought:
    name = str(told.get("name") or "photo")
    if "size" in told:
        return Brought(name, None, too_many_bytes(int(told["size"])))
    content = _arrived.pop(str(told.get("key", "")))
    lost = "The file did not arrive. Try again." if content is None else ""
    return Brought(name, content, str(told.get("refused") or lost))


def _html(label: str, *, most: int, privacy: bool) -> str:
    many = " multiple" if most > 1 else ""
    said = f"<p class='private'>{PRIVACY}</p>" if privacy else ""
    return f"""
<div class='intake' data-most='{most}' data-limit='{MAX_BYTES}'>
  <label><input type='file' accept='{ACCEPTED}'{many} aria-label='{label}'>
    <b><span class='mouse'>Drop or choose</span><span class='touch'>Tap to choose</span> {label}</b>
    <small>JPEG, PNG, HEIC, WebP, TIFF …, 20 MB at most</small></label>
  <div class='ways'><button type='button' data-do='paste'>Paste</button>
    <button type='button' data-do='camera'>Camera</button></div>
  <div class='camera' hidden><video playsinline muted></video>
    <div class='ways'><button type='button' data-do='shoot'>Take the photo</button>
      <button type='button' data-do='close'>Close</button></div></div>
  <p class='said' role='status'></p>
</div>{said}"""
