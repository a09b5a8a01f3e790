"""Any organiser's colour can be read."""

import pytest

from services.notify.render import colours
from shared import contrast
from tests.support.letters import a_letter, read

WHITE, PAPER = (255, 255, 255), (0xFC, 0xFB, 0xF8)


def rgb(colour):
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@pytest.mark.parametrize(
    "accent",
    [
        "#0b5563",
        "#7A1F3D",
        "#ffffff",
        "#ffcc00",
        "#767676",
        "#00ff00",
        "#2b2b2b",
        "#c8102e",
        "#005aa0",
        "#000000",
    ],
)
def test_header_and_link_colours_of_any_accent_have_enough_contrast(accent):
    assert contrast.ratio(rgb(colours.fill(accent)), WHITE) >= 4.5
    assert contrast.ratio(rgb(colours.ink(accent)), PAPER) >= 4.5


def test_a_readable_accent_colour_is_kept():
    assert colours.fill("#7A1F3D") == "#7a1f3d"


@pytest.mark.parametrize("accent", [None, "", "red", "#fff", "#0b5563; background:url(x)"])
def test_an_invalid_accent_colour_is_replaced_by_the_default(accent):
    assert colours.fill(accent) == "#0b5563"


def test_the_accent_colour_is_used_in_the_html_mail():
    letter = a_letter()

    assert "background:#0b5563" in read(letter).html
    assert "{{" not in read(letter).html
