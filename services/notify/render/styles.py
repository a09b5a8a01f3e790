"""Inline styles for the tags of a mail, because many mail programs drop style sheets.

The tags below get their style when a template is compiled, so that rendering a mail costs nothing more.
"""

import re
from functools import lru_cache
from typing import Any, Final

from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup, escape

_SANS: Final = "'Segoe UI',-apple-system,Roboto,Helvetica,Arial,sans-serif"
_SERIF: Final = "'Iowan Old Style',Cambria,'Times New Roman',serif"
_SOFT: Final = "color:#545f5f;"
_BEAD: Final = "padding:8px 0 8px 14px; border-left:4px solid {{ mail.accent }};"

_STYLES: Final = {
    '<body class="m-page">': (
        "margin:0; padding:0; background:#fcfbf8; color:#1a2425; overflow-wrap:break-word; "
        f"font-family:{_SANS}; font-size:17px; line-height:1.5;"
    ),
    '<div class="preview" aria-hidden="true">': "display:none; max-height:0; overflow:hidden;",
    '<p class="band">': (
        "margin:0 -16px 24px; padding:14px 16px; background:{{ mail.accent }}; color:#ffffff; font-size:15px;"
    ),
    '<p class="logo">': "margin:16px 0;",
    "<h1>": f"margin:0 0 16px; font-family:{_SERIF}; font-weight:400; font-size:30px; line-height:1.15;",
    "<h2>": "margin:24px 0 8px; font-size:17px; line-height:1.3;",
    "<p>": "margin:0 0 16px;",
    '<p class="action">': "margin:24px 0;",
    '<p class="m-date">': f"margin:0; {_BEAD}",
    '<p class="m-date m-one">': f"margin:0 0 16px; {_BEAD}",
    '<strong class="when">': "font-size:20px; line-height:1.3;",
    '<span class="m-soft">': _SOFT,
    '<p class="m-soft m-after">': f"margin:16px 0 16px; {_SOFT}",
    '<p class="m-soft m-before">': f"margin:0 0 16px; padding:0 0 0 18px; {_SOFT}",
    '<p class="m-foot m-soft">': (
        f"margin:32px 0 0; padding:16px 0 0; border-top:1px solid #dedad0; {_SOFT} font-size:15px;"
    ),
    '<div class="letter"': "max-width:36em; margin:0 auto; padding:0 16px 32px;",
    '<a class="m-link"': "color:{{ mail.link_colour }};",
    # A border instead of padding, which Outlook does not apply to links.
    '<a class="m-button"': (
        "display:inline-block; background:{{ mail.accent }}; border:solid {{ mail.accent }}; border-width:14px 26px; "
        "border-radius:30px; color:#ffffff; font-weight:bold; line-height:1.2; text-decoration:none;"
    ),
}


def style_of(tag: str) -> str:
    """Return the style of a tag that needs no colour of the organiser's, for HTML that no template made."""
    return _STYLES[tag]


# Hours in both languages: kl. 9.00–12.00, 09:00–12:00.
_HOURS: Final = re.compile(r"(?:kl\. )?\d{1,2}[.:]\d\d(?:–\d{1,2}[.:]\d\d)?")


@lru_cache(maxsize=1024)
def hours_whole(when: str) -> Markup:
    """Keep hours on one line; a narrow window would wrap them after the dash."""
    return Markup(_HOURS.sub(r'<span style="white-space:nowrap;">\g<0></span>', str(escape(when))))  # noqa: S704 - escaped


# What a body begins with, where that is a sentence.
_BEGINNING: Final = re.compile(r"\A\s*(?:<p[^>]*>)?[^\W\d_]")


def after_own(body: str, own: str | None) -> str:
    """Begin with a capital after a text of one's own: ours go on after the greeting with a small letter."""
    if not own or (found := _BEGINNING.match(body)) is None:
        return body
    end = found.end()
    return body[: end - 1] + body[end - 1 : end].upper() + body[end:]


class InlineStyles(Extension):
    """Adds the styles to HTML templates when they are compiled."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Add the style to each tag that has one; text templates are left unchanged (called by Jinja)."""
        del filename
        if name is None or not name.endswith(".html"):
            return source
        for tag, style in _STYLES.items():
            source = source.replace(
                tag, f'{tag.removesuffix(">")} style="{style}"{">" if tag.endswith(">") else ""}'
            )
        return source


def environment(**options: Any) -> Environment:
    """Return a template environment that adds the styles; `options` are those of Jinja's `Environment`."""
    made = Environment(extensions=[InlineStyles], **options)  # noqa: S701 - the caller says where escaping is on
    made.filters["hours_whole"] = hours_whole
    made.filters["after_own"] = after_own
    return made
