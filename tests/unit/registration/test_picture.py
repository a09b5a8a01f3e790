"""What a picture is, by its own bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.domain.picture import LARGEST, SMALLEST, read_picture
from tests.support.pictures import jpeg, png, webp

KINDS = {
    "png": (png(), "image/png"),
    "jpeg": (jpeg(), "image/jpeg"),
    "webp, extended": (webp(b"VP8X"), "image/webp"),
    "webp, lossless": (webp(b"VP8L"), "image/webp"),
    "webp, lossy": (webp(b"VP8 "), "image/webp"),
}


@pytest.mark.parametrize(("data", "media_type"), KINDS.values(), ids=KINDS)
def test_each_kind_tells_its_size(data, media_type):
    found = read_picture(data)

    assert (found.media_type, found.width, found.height, found.fits) == (media_type, 120, 40, True)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a" + bytes(40),
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\x89PNG\r\n\x1a\n" + b"<script>" * 10,
        png()[:-20],
        jpeg()[:14],
        b"\xff\xd8\xff\xe1\x00\x01" + bytes(30),
        webp()[:20],
        webp(b"ICCP"),
        b"RIFF" + bytes(40),
    ],
)
def test_what_is_none_of_them_or_only_begins_like_one_is_none(data):
    assert read_picture(data) is None


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [
        (SMALLEST, SMALLEST, True),
        (LARGEST, LARGEST, True),
        (SMALLEST - 1, 40, False),
        (40, SMALLEST - 1, False),
        (LARGEST + 1, 40, False),
        (40, LARGEST + 1, False),
    ],
)
def test_a_logo_is_neither_a_dot_nor_a_poster(width, height, fits):
    assert read_picture(jpeg(width, height)).fits is fits


@given(st.sampled_from([data for data, _ in KINDS.values()]), st.binary(max_size=60), st.integers(0, 60))
def test_bytes_that_are_damaged_never_break_the_reader(data, noise, at):
    found = read_picture(data[:at] + noise + data[at + len(noise) :])

    assert found is None or found.width >= 0
