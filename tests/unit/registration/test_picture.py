"""A logo is encoded again from the pixels of an upload; nothing else of the upload is kept."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.registration.domain.picture import (
    LARGEST,
    MOST_BYTES,
    SMALLEST,
    NotAPicture,
    PictureSizeRefused,
    make_logo,
)
from tests.support.pictures import COLOUR, animated, bomb, drawn, encoded, jpeg, png, webp

KINDS = {"png": png(), "jpeg": jpeg(), "webp, lossy": webp(), "webp, lossless": webp(lossless=True)}
SECRET = b"Kungsgatan 7"


def shown(picture):
    """The logo, decoded as a browser decodes it."""
    image = Image.open(io.BytesIO(picture.data))
    assert image.format == "PNG"
    assert image.size == (picture.width, picture.height)
    image.load()
    return image


def is_close(pixel, colour):
    return all(abs(found - expected) <= 3 for found, expected in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("upload", KINDS.values(), ids=KINDS)
def test_a_logo_of_each_accepted_format_becomes_a_png_that_looks_the_same(upload):
    picture = make_logo(upload)

    assert (picture.width, picture.height) == (120, 40)
    assert is_close(shown(picture).getpixel((60, 20)), COLOUR)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_logo_in_any_png_mode_becomes_a_png(mode):
    picture = make_logo(encoded(Image.new(mode, (120, 40)), "PNG"))

    assert shown(picture).mode in {"RGB", "RGBA"}


def test_a_cmyk_jpeg_becomes_a_png():
    picture = make_logo(encoded(drawn(120, 40).convert("CMYK"), "JPEG"))

    assert is_close(shown(picture).getpixel((60, 20)), COLOUR)


def test_transparency_of_a_logo_is_kept():
    picture = make_logo(encoded(Image.new("RGBA", (120, 40), (*COLOUR, 128)), "PNG"))

    assert shown(picture).getpixel((60, 20)) == (*COLOUR, 128)


def test_metadata_of_an_uploaded_picture_is_removed():
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    upload = encoded(drawn(120, 40), "JPEG", exif=exif, comment=SECRET, icc_profile=SECRET)
    assert upload.count(SECRET) == 3

    picture = make_logo(upload)

    assert SECRET not in picture.data
    assert shown(picture).info == {}
    assert {picture.data[12:16], picture.data[-8:-4]} == {b"IHDR", b"IEND"}
    assert b"eXIf" not in picture.data


def test_a_picture_with_an_exif_orientation_is_turned():
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the picture is at its right side

    picture = make_logo(encoded(drawn(120, 40), "JPEG", exif=exif))

    assert (picture.width, picture.height) == (40, 120)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animated_picture_is_reduced_to_its_first_frame(kind):
    upload = animated(kind)
    assert Image.open(io.BytesIO(upload)).n_frames == 2

    image = shown(make_logo(upload))

    assert getattr(image, "n_frames", 1) == 1
    assert is_close(image.getpixel((60, 20)), COLOUR)


def test_a_photo_that_would_exceed_the_size_limit_as_png_is_scaled_down():
    upload = encoded(Image.effect_noise((900, 600), 60), "JPEG", quality=20)
    assert len(upload) <= MOST_BYTES
    assert len(encoded(Image.open(io.BytesIO(upload)), "PNG")) > MOST_BYTES

    picture = make_logo(upload)

    assert len(picture.data) <= MOST_BYTES
    assert picture.width / picture.height == 1.5
    assert shown(picture).width == picture.width < 900


@pytest.mark.parametrize(
    "upload",
    [
        b"",
        encoded(drawn(120, 40), "GIF"),
        encoded(drawn(120, 40), "TIFF"),
        encoded(drawn(120, 40), "BMP"),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n" + b"<script>" * 10,
        png()[:60],
        jpeg()[:-20],
        webp()[:-20],
        webp()[:20],
        b"RIFF" + bytes(40),
    ],
    ids=range(11),
)
def test_an_upload_that_is_no_complete_picture_of_an_accepted_format_is_refused(upload):
    with pytest.raises(NotAPicture):
        make_logo(upload)


@pytest.mark.parametrize("size", [(SMALLEST, SMALLEST), (LARGEST, SMALLEST), (SMALLEST, LARGEST)])
def test_a_logo_of_the_smallest_or_largest_size_is_accepted(size):
    picture = make_logo(png(*size))

    assert (picture.width, picture.height) == size


@pytest.mark.parametrize(
    "size", [(SMALLEST - 1, 40), (40, SMALLEST - 1), (LARGEST + 1, 40), (40, LARGEST + 1)]
)
def test_a_logo_below_the_smallest_or_above_the_largest_size_is_refused(size):
    with pytest.raises(PictureSizeRefused):
        make_logo(png(*size))


@pytest.mark.parametrize("side", [LARGEST + 1, 10_000, 20_000])
def test_a_decompression_bomb_is_refused_without_being_decoded(side, monkeypatch):
    upload = bomb(side)
    assert len(upload) < MOST_BYTES
    unpacked = []
    monkeypatch.setattr(Image.Image, "load", unpacked.append)

    with pytest.raises(PictureSizeRefused):
        make_logo(upload)

    assert unpacked == []


@given(st.sampled_from([*KINDS.values(), animated("PNG")]), st.binary(max_size=60), st.integers(0, 400))
def test_a_damaged_upload_becomes_a_logo_or_is_refused(upload, noise, at):
    try:
        picture = make_logo(upload[:at] + noise + upload[at + len(noise) :])
    except (NotAPicture, PictureSizeRefused):
        return
    assert len(picture.data) <= MOST_BYTES
    assert SMALLEST <= shown(picture).height <= LARGEST
