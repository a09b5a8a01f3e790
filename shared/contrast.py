"""The contrast of two colours, and colours darkened until they can be read (WCAG 2.2, success criterion 1.4.3)."""

from typing import Final

Rgb = tuple[int, int, int]  # each part 0 to 255

READABLE: Final = 4.5
WHITE: Final[Rgb] = (0xFF, 0xFF, 0xFF)


def ratio(first: Rgb, second: Rgb) -> float:
    """Return the contrast ratio, 1 to 21; the order does not matter."""
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def darkened(colour: Rgb, *, against: Rgb, percent: int) -> Rgb:
    """Multiply the colour by `percent` (below 100) until its contrast with `against` is at least `READABLE`."""
    while ratio(colour, against) < READABLE:
        colour = darker(colour, percent)
    return colour


def darker(colour: Rgb, percent: int) -> Rgb:
    red, green, blue = (part * percent // 100 for part in colour)
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
