"""Markdown that an organiser wrote, as HTML and as text for a mail. HTML in it is shown as it is written; there are no pictures.

Placeholders are filled in after Markdown has been read, so that nothing in a name is taken for Markdown or HTML.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from services.notify.render.styles import style_of
from shared import placeholders
from shared.placeholders import Placeholder

_READER: Final = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")
# Letters and digits only, which Markdown leaves alone; random, so that no text typed by a person contains one.
_NONCE: Final = f"kx{secrets.token_hex(12)}"
_MARK: Final = re.compile(_NONCE + r"(\d{3})x")
_IN_LINK: Final = re.compile(r'href="' + _MARK.pattern + '"')
_HEADING: Final = re.compile(r"(</?h)([1-6])(?=>)")
_LOWEST_HEADING: Final = 6
_BULLET: Final = "- "
_RULE: Final = "* * *"
_LISTS: Final = frozenset(
    {"bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close"}
)
_QUOTES: Final = {"blockquote_open": 1, "blockquote_close": -1}
_WITH_TEXT: Final = frozenset({"inline", "fence", "code_block", "hr"})
_BLOCK_ENDS: Final = frozenset({"paragraph_close", "heading_close", "fence", "code_block", "hr"})

Values = Mapping[Placeholder, Sequence[str]]


class _Rendered(msgspec.Struct, frozen=True):
    """A text as HTML and as plain text, with marks in the place of placeholders, and what each mark means."""

    html: str
    text: str
    meanings: tuple[Placeholder, ...]


def html_of(markdown: str, values: Values, link_colour: str) -> Markup:
    """Return the HTML, with the styles of a mail; `link` is a URL, and becomes a link."""
    rendered = _rendered(markdown)
    html = _IN_LINK.sub(
        lambda found: f'href="{escape(_joined(rendered, found[1], values, " "))}"', rendered.html
    )
    html = _MARK.sub(lambda found: _as_html(rendered, found[1], values), html)
    html = html.replace("<a href=", f'<a class="m-link" style="color:{link_colour};" href=')
    return Markup(html)  # noqa: S704 - made by the reader, which lets no HTML through; the values are escaped


def text_of(markdown: str, values: Values) -> str:
    """Return the text, with lists and links in plain characters."""
    rendered = _rendered(markdown)
    return _MARK.sub(lambda found: _joined(rendered, found[1], values, "\n"), rendered.text)


def line_of(text: str, values: Values) -> str:
    """Fill in the placeholders of a single line that is no Markdown, such as a subject."""

    def filled(found: re.Match[str]) -> str:
        meaning = placeholders.NAMES.get(found[1].casefold())
        return found[0] if meaning is None else ", ".join(values.get(meaning, ()))

    return placeholders.PATTERN.sub(filled, text)


@lru_cache(maxsize=64)
def _rendered(markdown: str) -> _Rendered:
    meanings: list[Placeholder] = []

    def mark(found: re.Match[str]) -> str:
        meaning = placeholders.NAMES.get(found[1].casefold())
        if meaning is None:
            return found[0]
        meanings.append(meaning)
        return f"{_NONCE}{len(meanings) - 1:03}x"

    tokens = _READER.parse(placeholders.PATTERN.sub(mark, markdown))
    html = _READER.renderer.render(tokens, _READER.options, {})
    writer = _TextWriter()
    writer.write(tokens)
    return _Rendered(_styled(html), "\n".join(writer.lines), tuple(meanings))


def _styled(html: str) -> str:
    """Lower the headings by one level, since the mail has one of its own, leave no level out, and add the styles of a mail."""
    level = 1

    def lowered(found: re.Match[str]) -> str:
        nonlocal level
        if found[1] == "<h":
            level = min(int(found[2]) + 1, level + 1, _LOWEST_HEADING)
        return f"{found[1]}{level}"

    html = _HEADING.sub(lowered, html)
    for tag in ("<p>", "<h2>"):
        html = html.replace(tag, f'{tag[:-1]} style="{style_of(tag)}">')
    return html


def _joined(rendered: _Rendered, number: str, values: Values, between: str) -> str:
    return between.join(values.get(rendered.meanings[int(number)], ()))


def _as_html(rendered: _Rendered, number: str, values: Values) -> str:
    meaning = rendered.meanings[int(number)]
    lines = [str(escape(line)) for line in values.get(meaning, ())]
    if meaning == "link" and lines:
        return f'<a href="{lines[0]}">{lines[0]}</a>'
    return "<br>".join(lines)


class _TextWriter:
    """Writes the lines of a text: paragraphs with a blank line between them, items with a dash or their number."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._lists: list[int | None] = []  # of each open list the next number, None without numbers
        self._first = ""  # what the next line begins with
        self._quotes = 0

    def write(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.type in _LISTS:
                self._open_or_close_list(token)
            elif token.type == "list_item_open":
                self._begin_item()
            elif token.type in _QUOTES:
                self._quotes += _QUOTES[token.type]
            elif token.type in _WITH_TEXT:
                self._write_text(token)
            if token.type in _BLOCK_ENDS and not token.hidden:
                self.lines.append("")

    def _open_or_close_list(self, token: Token) -> None:
        if token.nesting > 0:
            is_numbered = token.type == "ordered_list_open"
            self._lists.append(int(token.attrGet("start") or 1) if is_numbered else None)
        else:
            self._lists.pop()
            self.lines.append("")

    def _begin_item(self) -> None:
        indent, number = "  " * (len(self._lists) - 1), self._lists[-1]
        self._first = indent + _BULLET if number is None else f"{indent}{number}. "
        if number is not None:
            self._lists[-1] = number + 1

    def _write_text(self, token: Token) -> None:
        shown = _inline(token.children or []) if token.type == "inline" else token.content.rstrip()
        shown = _RULE if token.type == "hr" else shown
        for line in shown.split("\n"):
            self.lines.append("> " * self._quotes + (self._first or "  " * len(self._lists)) + line)
            self._first = ""


def _inline(children: Sequence[Token]) -> str:
    """Return what stands in a line; a link's address follows on a line of its own, unless the text says it already."""
    parts: list[str] = []
    links: list[tuple[str, int]] = []
    for child in children:
        match child.type:
            case "softbreak" | "hardbreak":
                parts.append("\n")
            case "link_open":
                links.append((str(child.attrGet("href") or ""), len(parts)))
            case "link_close":
                address, start = links.pop()
                shown = address.removeprefix("mailto:")
                if "".join(parts[start:]) not in {address, shown}:
                    parts.append(f":\n{shown}\n")
            case _:
                parts.append(child.content)
    return "\n".join(line.strip() for line in "".join(parts).strip("\n").split("\n"))
