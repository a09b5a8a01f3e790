"""What an organiser writes in Markdown: the HTML lets nothing through, and the text is readable without it."""

import re

import pytest

from services.notify.render import markdown

VALUES = {
    "name": ["Karin <b>Åberg</b>"],
    "first_name": ["*Karin*"],
    "link": ["https://kallelse.example/r/abc?a=1&b=2"],
    "dates": ["20 januari: Träff 1", "27 januari: Träff 2"],
}


def html(text):
    return str(markdown.html_of(text, VALUES, "#123456"))


def text(source):
    return markdown.text_of(source, VALUES).strip()


def test_what_is_filled_in_is_neither_html_nor_markdown():
    assert "Karin &lt;b&gt;Åberg&lt;/b&gt;" in html("{{namn}}")
    assert "*Karin*" in html("Hej {{ förnamn }}")
    assert text("Hej {{First_Name}}, **du**") == "Hej *Karin*, du"


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![](https://spion.example/1.png)",
        "[här](javascript:alert(1))",
        '[här](https://a.example "onclick=x")',
        "<a href='https://a.example' onclick='x'>a</a>",
    ],
)
def test_no_html_picture_or_script_gets_through(source):
    made = html(source)

    assert "<script" not in made
    assert "<img" not in made
    assert 'href="javascript' not in made
    assert not re.search(r"<\w[^>]*\sonclick", made)


def test_a_link_may_stand_in_markdown_and_alone():
    url = "https://kallelse.example/r/abc?a=1&amp;b=2"

    assert f'href="{url}">din sida</a>' in html("[din sida]({{länk}})")
    assert f'href="{url}">{url}</a>' in html("{{link}}")
    assert text("Allt på [din sida]({{länk}})") == f"Allt på din sida:\n{VALUES['link'][0]}"
    assert text("<https://a.example> och [maila](mailto:eva@a.example)") == (
        "https://a.example och maila:\neva@a.example"
    )


def test_the_text_part_has_lists_quotes_and_headings_in_plain_characters():
    source = "# Rubrik\n\nEn *rad*\ntill.\n\n- a\n- b\n  1. c\n  2. d\n\n3. tre\n\n> sagt\n\n---\n\n`kod`\n\n    rad\n\n{{datum}}"

    assert text(source).split("\n") == [
        "Rubrik", "", "En rad", "till.", "", "- a", "- b", "  1. c", "  2. d", "", "", "3. tre", "",
        "> sagt", "", "* * *", "", "kod", "", "rad", "", "20 januari: Träff 1", "27 januari: Träff 2",
    ]  # fmt: skip
    assert "<h2" in html(source)
    assert "20 januari: Träff 1<br>27 januari: Träff 2" in html(source)


def test_a_subject_is_one_line():
    assert markdown.line_of("Till {{namn}}: {{datum}} {{okänt}} {x}", VALUES) == (
        "Till Karin <b>Åberg</b>: 20 januari: Träff 1, 27 januari: Träff 2 {{okänt}} {x}"
    )


def test_what_nobody_has_is_left_out():
    assert text("Du är {{roll}}.") == "Du är ."
