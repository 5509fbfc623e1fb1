"""Photos that are none, or that are not worth opening."""

from __future__ import annotations

import numpy as np
from PIL import Image

from tests.bad_input import making as m
from tests.bad_input.row import PHOTO, Content, Row


def photos() -> list[Row]:
    image, random = m.saved, np.random.default_rng(1)
    found: dict[str, tuple[Content, str]] = {
        "empty": (b"", "empty"),
        "text": (b"this is no picture\n" * 20, "text"),
        "text in UTF-16": ("no picture".encode("utf-16") * 20, "."),
        "a zip": (m.zipped(("a.txt", b"hello")), "ZIP"),
        "PDF": (m.PDF, "PDF"),
        "SVG with a script": (b"<svg onload='alert(1)'></svg>" + m.SVG, "SVG"),
        "SVG with an XML head": (b"<?xml version='1.0'?>\n" + m.SVG, "SVG"),
        "a web page": (m.HTML, "web page"),
        "gzip": (lambda: m.GZIP_BOMB, "gzip"),
        "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n", "PostScript"),
        "a video": (b"\x00\x00\x00\x20ftypisom" + b"\x00" * 99, "video"),
        "a program": (m.ELF, "program"),
        "a pickle": (m.PICKLE, "No picture"),
        "noise": (random.bytes(5000), "No picture"),
        "zeros": (bytes(5000), "No picture"),
        "JPEG cut off": (m.JPEG[: len(m.JPEG) // 2], "damaged"),
        "PNG cut off": (m.PNG[: len(m.PNG) // 2], "damaged"),
        "WebP cut off": (image(kind="WEBP", lossless=True)[:3000], "."),
        "TIFF cut off": (image(kind="TIFF")[:3000], "."),
        "GIF cut off": (image(kind="GIF")[:3000], "."),
        "AVIF cut off": (lambda: image(kind="AVIF")[:900], "."),
        "JPEG 2000 cut off": (lambda: image(kind="JPEG2000")[:900], "."),
        "BMP cut off": (image(kind="BMP")[:900], "."),
        "a HEIC that is none": (b"\x00\x00\x00\x18ftypheic" + bytes(200), "."),
        "the start of a JPEG": (b"\xff\xd8\xff\xe0" + b"\x00" * 20, "."),
        "the start of a PNG": (m.PNG[:8], "."),
        "bits flipped": (
            m.PNG[:900] + bytes(255 - b for b in m.PNG[900:1200]) + m.PNG[1200:],
            "damaged",
        ),
        "a TIFF that points to itself": (b"II*\0\x08\0\0\0\x01\0" + bytes(12) + b"\x08\0\0\0", "."),
        "21 MB": (lambda: m.JPEG + bytes(21 << 20), "20 MB"),
        "51 megapixels": (m.png_header(8500, 6000), "50 megapixels"),
        "a PNG bomb": (m.png_header(60_000, 60_000), "50 megapixels"),
        "the largest head": (m.png_header(2**31 - 1, 2**31 - 1), "."),
        "no width": (m.png_header(0, 100), "."),
        "1 x 1": (image(Image.new("RGB", (1, 1))), "1 x 1"),
        "30,000 x 1": (image(Image.new("L", (30_000, 1))), "30000 x 1"),
        "a strip": (image(Image.new("RGB", (20, 3000))), "strip"),
        "pixels that are no numbers": (
            lambda: image(Image.fromarray(np.full((40, 40), np.nan, np.float32)), "TIFF"),
            "no number|not finite|damaged",
        ),
    }
    return [Row(what, PHOTO, "photo.jpg", made, says) for what, (made, says) in found.items()]
