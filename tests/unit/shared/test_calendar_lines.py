"""Lines of calendar files, folded: unfolded as RFC 5545 says, they are what they were."""

import pytest

from shared.calendar import lines

LONG = "Kom i tid, ta med dator; fråga i receptionen\nVälkommen till Örebro! " * 4


@pytest.mark.parametrize(
    "value", [LONG, LONG.encode("ascii", "ignore").decode(), "x" * 300, "\\" * 200, "😀" * 60]
)
@pytest.mark.parametrize("before", range(75))
def test_a_folded_line_is_short_and_loses_nothing(value, before):
    shifted = "x" * before + value
    folded = lines.text("DESCRIPTION", shifted)

    assert all(len(line) <= 75 for line in folded.split(b"\r\n"))
    unfolded = folded.replace(b"\r\n ", b"").removesuffix(b"\r\n").decode()
    assert unfolded == f"DESCRIPTION:{shifted.translate(lines._ESCAPES)}"


@pytest.mark.parametrize("before", range(75))
def test_an_escaped_character_is_not_split_over_two_lines(before):
    folded = lines.text("SUMMARY", "x" * before + "a,\n" * 50)

    assert not any(line.endswith(b"\\") for line in folded.split(b"\r\n"))
