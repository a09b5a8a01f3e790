"""What stands around every page: letterhead, language, whom to ask, the small print."""

import re
from typing import Protocol

import msgspec

from services.registration.store.views.participant import CohortSetting, Organiser
from services.registration.web.kit import stylesheet
from services.registration.web.kit.locale import Locale
from services.registration.web.wording import WORDING, Wording
from shared.events import Language

_LONGEST_MARK = 8
_LOGO_HEIGHT, _LOGO_WIDTH = 36, 144


class Link(msgspec.Struct, frozen=True):
    text: str
    href: str


class LogoImage(msgspec.Struct, frozen=True, kw_only=True):
    """The organiser's picture, as large as the letterhead has room for."""

    src: str
    width: int
    height: int


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """Who the page is from; `mark` is what fits in a square, where there is no logo."""

    name: str
    mark: str | None
    logo: LogoImage | None


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers questions. `line` is a whole sentence."""

    line: str
    who: str
    email: str | None
    phone: str | None
    phone_href: str | None


class HasContact(Protocol):
    """Whatever says who answers questions."""

    @property
    def contact_label(self) -> str | None: ...
    @property
    def contact_title(self) -> str | None: ...
    @property
    def contact_email(self) -> str | None: ...
    @property
    def contact_phone(self) -> str | None: ...


class ContactDetails(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers questions on a page that is about no programme."""

    contact_label: str | None
    contact_title: str | None
    contact_email: str | None
    contact_phone: str | None


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """`title` is the document's; `other` leads to the same page in the other language; `ask`: how, without a contact."""

    language: Language
    words: Wording
    title: str
    stylesheet: str
    sender: Sender | None
    other_language: Language
    other_href: str
    contact: Contact | None
    ask: str
    links: tuple[Link, ...]


def build_layout(
    spoken: Locale,
    setting: CohortSetting | Organiser | None,
    *,
    title: str,
    here: str,
    is_error: bool = False,
    query: dict[str, str] | None = None,
    asked: HasContact | None = None,
    ask: str | None = None,
    more_links: tuple[Link, ...] = (),
) -> Layout:
    """The frame of a page whose own heading is `title`; `here` is its path. `asked`: who, on a page that is nobody's own."""
    words = WORDING[spoken.language]
    name = (setting.short_name or setting.organiser_name) if setting else "Kallelse"
    whole = title if name == title else f"{title} – {name}"
    return Layout(
        language=spoken.language,
        words=words,
        title=words.common.title_error.format(title=whole) if is_error else whole,
        stylesheet=stylesheet.address(setting.accent if setting else None),
        sender=_sender(setting),
        other_language=spoken.other,
        other_href=Locale(spoken.other, chosen=True).address(here, **(query or {})),
        contact=_contact(asked or (setting if isinstance(setting, CohortSetting) else None), words),
        ask=ask or words.common.ask_by_reply,
        links=(*more_links, *_links(setting, spoken, words)),
    )


def _sender(setting: CohortSetting | Organiser | None) -> Sender | None:
    if setting is None:
        return None
    short, logo = setting.short_name, _logo(setting)
    return Sender(
        name=setting.organiser_name,
        logo=logo,
        mark=short
        if not logo and short and len(short) <= _LONGEST_MARK and short != setting.organiser_name
        else None,
    )


def _logo(setting: CohortSetting | Organiser) -> LogoImage | None:
    if not (setting.logo_hash and setting.logo_width and setting.logo_height):
        return None
    scale = min(_LOGO_HEIGHT / setting.logo_height, _LOGO_WIDTH / setting.logo_width)
    return LogoImage(
        src=f"/{setting.slug}/logo?v={setting.logo_hash}",
        width=max(round(setting.logo_width * scale), 1),
        height=max(round(setting.logo_height * scale), 1),
    )


def _contact(asked: HasContact | None, words: Wording) -> Contact | None:
    if asked is None or asked.contact_label is None:
        return None
    label, title = asked.contact_label, asked.contact_title
    said = words.common
    return Contact(
        line=said.contact_answers_title.format(name=label, title=title)
        if title
        else said.contact_answers.format(name=label),
        who=f"{label}, {title}" if title else label,
        email=asked.contact_email,
        phone=asked.contact_phone,
        phone_href=_dialled(asked.contact_phone),
    )


def _dialled(phone: str | None) -> str | None:
    """`070-174 06 05` as a phone dials it, from abroad too."""
    digits = re.sub(r"[^\d+]", "", phone or "")
    return (
        f"tel:+46{digits[1:]}"
        if digits.startswith("0") and not digits.startswith("00")
        else f"tel:{digits}"
        if digits
        else None
    )


def _links(setting: CohortSetting | Organiser | None, spoken: Locale, words: Wording) -> tuple[Link, ...]:
    if setting is None:
        return ()
    return (
        Link(words.common.privacy, spoken.address(f"/{setting.slug}/personuppgifter")),
        Link(words.common.accessibility, spoken.address(f"/{setting.slug}/tillganglighet")),
    )
