"""Decodes a QR code from the SVG on a page, with a decoder that is independent of its encoder."""

import re
from xml.etree import ElementTree as ET

import zxingcpp

_SVG = "{http://www.w3.org/2000/svg}"
_PIXELS = 4  # side of a module in pixels


def read_code(svg: bytes) -> str:
    """Return the text of the only code in a picture."""
    side, dark = _modules(svg)
    width = side * _PIXELS
    image = bytes(
        0 if (x // _PIXELS, y // _PIXELS) in dark else 255 for y in range(width) for x in range(width)
    )
    [found] = zxingcpp.read_barcodes(memoryview(image).cast("B", (width, width)))
    return found.text


def _modules(svg: bytes) -> tuple[int, set[tuple[int, int]]]:
    root = ET.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    white, strokes = root.findall(f"{_SVG}path")
    assert white.attrib == {"fill": "#fff", "d": f"M0 0h{side}v{side}h-{side}z"}
    dark = set()
    x, y = 0, 0.0
    # Rows of horizontal strokes: `M4 4.5` starts, `m2 0` moves, `h7` draws.
    for command, text in re.findall(r"([Mmh])([-0-9. ]+)", strokes.attrib["d"]):
        numbers = [float(number) for number in text.split()]
        if command == "h":
            dark |= {(x + step, int(y)) for step in range(int(numbers[0]))}
            x += int(numbers[0])
        elif command == "M":
            x, y = int(numbers[0]), numbers[1]
        else:
            x, y = x + int(numbers[0]), y + numbers[1]
    return side, dark
