from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.open_photo import open_photo
from core.errors import BadPhoto


def corners(width: int = 60, height: int = 40) -> Image.Image:
    """Red top left, green top right, blue bottom left, white bottom right."""
    image = Image.new("RGB", (width, height), "white")
    half = (width // 2, height // 2)
    image.paste((220, 30, 30), (0, 0, *half))
    image.paste((30, 200, 30), (half[0], 0, width, half[1]))
    image.paste((30, 30, 220), (0, half[1], half[0], height))
    return image


def saved(image: Image.Image, kind: str, **settings: object) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **settings)
    return data.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A valid PNG header without any picture behind it."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content
            + struct.pack(">I", zlib.crc32(name + content))
        )  # fmt: skip

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0" * 99))


NOISE = Image.fromarray(np.random.default_rng(0).integers(0, 255, (80, 80, 3), np.uint8))
JPEG, PNG = saved(NOISE, "JPEG"), saved(NOISE, "PNG")


def test_size_is_checked_before_decoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    open_photo(PNG)  # the first registers formats, which loads pictures of their own
    decoded = []
    monkeypatch.setattr(Image.Image, "load", lambda self: decoded.append(self.size))
    with pytest.raises(BadPhoto):
        open_photo(png_header(9000, 9000))
    sparse = tmp_path / "large.png"
    with sparse.open("wb") as file:
        file.truncate(5 * 1024**3)
    with pytest.raises(BadPhoto, match=r"5120\.0 MB"):
        open_photo(sparse)
    assert not decoded


def test_missing_file_and_folder(tmp_path: Path):
    for path in (tmp_path / "nowhere.jpg", tmp_path, "a\0b.jpg"):
        with pytest.raises(BadPhoto, match="cannot be read"):
            open_photo(path)


def near(pixel: object, colour: tuple[int, int, int], within: int = 40) -> bool:
    return all(abs(a - b) <= within for a, b in zip(pixel[:3], colour, strict=True))


def assert_upright(image: Image.Image) -> None:
    width, height = image.size
    assert width > height
    assert near(image.getpixel((3, 3)), (220, 30, 30))
    assert near(image.getpixel((width - 4, 3)), (30, 200, 30))
    assert near(image.getpixel((3, height - 4)), (30, 30, 220))


@pytest.mark.parametrize(
    "kind", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "PPM", "JPEG2000", "HEIF", "AVIF"]
)
def test_every_format_opens(kind: str):
    image = open_photo(saved(corners(), kind))
    assert image.mode == "RGB"
    assert image.size == (60, 40)
    assert_upright(image)


UNDO = {
    1: [], 2: [Image.Transpose.FLIP_LEFT_RIGHT], 3: [Image.Transpose.ROTATE_180],
    4: [Image.Transpose.FLIP_TOP_BOTTOM], 5: [Image.Transpose.TRANSPOSE],
    6: [Image.Transpose.ROTATE_90], 7: [Image.Transpose.TRANSVERSE],
    8: [Image.Transpose.ROTATE_270],
}  # fmt: skip


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_turned_as_exif_says(orientation: int, kind: str):
    image = corners(90, 60)
    for turn in UNDO[orientation]:
        image = image.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    for edge in (512, 45):
        assert_upright(open_photo(saved(image, kind, exif=exif), edge=edge))


def test_heic_of_a_turned_phone():
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = corners(90, 60).transpose(Image.Transpose.ROTATE_90)
    assert_upright(open_photo(saved(turned, "HEIF", exif=exif.tobytes())))


def test_broken_exif_turns_nothing():
    data = saved(corners(), "JPEG", exif=b"Exif\x00\x00" + b"\x99" * 30)
    assert_upright(open_photo(data))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_transparency_is_kept(kind: str):
    image = corners().convert("RGBA")
    image.putalpha(Image.new("L", image.size, 0))
    image.paste((10, 20, 30, 255), (10, 10, 50, 30))
    opened = open_photo(saved(image, kind))
    assert opened.mode == "RGBA"
    assert opened.getpixel((0, 0))[3] == 0
    assert near(opened.getpixel((30, 20)), (10, 20, 30), within=3)
    assert opened.getpixel((30, 20))[3] == 255


def test_opaque_alpha_and_palette_transparency():
    assert open_photo(saved(corners().convert("RGBA"), "PNG")).mode == "RGB"
    palette = corners().quantize(8)
    clear = palette.getpixel((0, 0))
    opened = open_photo(saved(palette, "PNG", transparency=clear))
    assert opened.mode == "RGBA"
    assert opened.getpixel((3, 3))[3] == 0
    assert opened.getpixel((50, 30))[3] == 255


def test_palette_gray_bilevel_and_gray_alpha():
    assert_upright(open_photo(saved(corners().quantize(8), "PNG")))
    gray = open_photo(saved(corners().convert("L"), "JPEG"))
    assert gray.mode == "RGB"
    assert len(set(gray.getpixel((3, 3)))) == 1
    bilevel = open_photo(saved(corners().convert("1", dither=0), "PNG"))
    assert bilevel.getpixel((55, 35)) == (255, 255, 255)
    half = Image.new("LA", (40, 30), (90, 128))
    assert open_photo(saved(half, "PNG")).getpixel((5, 5)) == (90, 90, 90, 128)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk(kind: str):
    opened = open_photo(saved(corners().convert("CMYK"), kind))
    assert opened.mode == "RGB"
    assert_upright(opened)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize("white", [65535, 4095])
def test_sixteen_bits(kind: str, white: int):
    ramp = np.linspace(0, white, 64).astype(np.uint16)[None].repeat(40, 0)
    opened = np.asarray(open_photo(saved(Image.fromarray(ramp), kind)))
    assert opened.shape == (40, 64, 3)
    expected = np.linspace(0, 255, 64)
    assert np.abs(opened[20, :, 0] - expected).max() <= 2


def test_float_tiff():
    ramp = np.linspace(0, 1, 64, dtype=np.float32)[None].repeat(40, 0)
    ramp[0, 0] = np.nan
    opened = np.asarray(open_photo(saved(Image.fromarray(ramp), "TIFF")))
    assert np.abs(opened[20, :, 0] - np.linspace(0, 255, 64)).max() <= 2


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_first_frame_of_an_animation(kind: str):
    later = [Image.new("RGB", (60, 40), "black")] * 3
    data = saved(corners(), kind, save_all=True, append_images=later)
    assert_upright(open_photo(data))


def test_shrunk_to_edge_and_never_enlarged():
    large = corners(3000, 2000)
    for kind in ("JPEG", "PNG"):
        opened = open_photo(saved(large, kind), edge=300)
        assert opened.size == (300, 200)
        assert_upright(opened)
    assert open_photo(saved(corners(), "PNG"), edge=300).size == (60, 40)


def test_pillow_image_is_taken_and_left_alone():
    image = corners(600, 400)
    opened = open_photo(image, edge=90)
    assert opened.size == (90, 60)
    assert image.size == (600, 400)
    same = open_photo(corners())
    assert_upright(same)
    with pytest.raises(BadPhoto):
        open_photo(Image.new("L", (3, 3)))
