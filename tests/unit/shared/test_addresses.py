"""Which addresses mail can go to."""

import pytest

from shared.addresses import BadAddress, ascii_address


@pytest.mark.parametrize(
    ("written", "checked_address"),
    [
        ("karin@nora.example", "karin@nora.example"),
        (" karin@nora.example ", "karin@nora.example"),
        ("Karin.O'Hara+ruc@Nora.Example", "Karin.O'Hara+ruc@nora.example"),
        ("karin@Malmö.example", "karin@xn--malm-8qa.example"),
        ("b+0198@studs.kallelse.example", "b+0198@studs.kallelse.example"),
    ],
)
def test_an_address_keeps_its_local_part_and_gets_a_plain_domain(written, checked_address):
    assert ascii_address(written) == checked_address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "karin",
        "karin@",
        "@nora.example",
        "a@b@nora.example",
        "kårin@nora.example",
        "karin@nora",
        "karin@-nora.example",
        "karin@nora..example",
        "karin.@nora.example",
        ".karin@nora.example",
        "karin@nora.example\r\nRCPT TO:<x@y.example>",
        "karin\n@nora.example",
        "karin@nora.example>",
        "<karin@nora.example>",
        '"k a"@nora.example',
        "karin lund@nora.example",
        f"{'k' * 65}@nora.example",
        f"karin@{'n' * 64}.example",
        "karin@" + ".".join(["nnnnnnnnn"] * 30),
        "karin\x00@nora.example",
    ],
)
def test_an_invalid_address_is_refused_without_being_repeated(written):
    with pytest.raises(BadAddress) as caught:
        ascii_address(written)

    assert not written or written not in str(caught.value)
