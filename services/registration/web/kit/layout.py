"""The layout around every page: letterhead, language switch, contact, footer links."""

import re
from typing import Protocol

import msgspec

from services.registration.store.views.participant import CohortSetting, Organiser
from services.registration.web.kit.assets import stylesheet
from services.registration.web.kit.locale import Locale
from services.registration.web.wording import WORDING, Wording
from shared.language import Language
from shared.logos import shown_size

_LONGEST_MONOGRAM = 8


class Link(msgspec.Struct, frozen=True):
    text: str
    href: str


class LogoImage(msgspec.Struct, frozen=True, kw_only=True):
    """The organiser's logo with its size in CSS pixels, scaled to fit the letterhead."""

    src: str
    width: int
    height: int


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """The organiser as sender of the page; `monogram` is a short text in a square, used if there is no logo."""

    name: str
    monogram: str | None
    logo: LogoImage | None


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """The person who answers questions; `line` is a whole sentence."""

    line: str
    who: str
    email: str | None
    phone: str | None
    phone_href: str | None


class HasContact(Protocol):
    """Anything that names the person who answers questions."""

    @property
    def contact_label(self) -> str | None: ...
    @property
    def contact_title(self) -> str | None: ...
    @property
    def contact_email(self) -> str | None: ...
    @property
    def contact_phone(self) -> str | None: ...


class ContactDetails(msgspec.Struct, frozen=True, kw_only=True):
    """The contact on a page that belongs to no programme."""

    contact_label: str | None
    contact_title: str | None
    contact_email: str | None
    contact_phone: str | None


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """`title` is the document title; `other_…` link to the same page in the other language; `ask` says how to ask without a contact."""

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


class PageContext(msgspec.Struct, frozen=True):
    """The place of a page: its language, its cohort or organiser (None: the site's own page), its path `here` and `query`.

    `contact` is the contact of a page without a cohort, `ask` says how to ask where there is no contact, and
    `more_links` come before the links that every page has.
    """

    locale: Locale
    setting: CohortSetting | Organiser | None
    here: str
    query: dict[str, str] | None = None
    contact: HasContact | None = None
    ask: str | None = None
    more_links: tuple[Link, ...] = ()


def build_layout(context: PageContext, *, title: str, is_error: bool = False) -> Layout:
    """The layout of a page whose heading is `title`; the document title says so too if the page shows errors."""
    setting, locale, words = context.setting, context.locale, WORDING[context.locale.language]
    name = (setting.short_name or setting.organiser_name) if setting else "Kallelse"
    full_title = title if name == title else f"{title} – {name}"
    return Layout(
        language=locale.language,
        words=words,
        title=words.common.title_error.format(title=full_title) if is_error else full_title,
        stylesheet=stylesheet.address(setting.accent if setting else None),
        sender=_sender(setting),
        other_language=locale.other,
        other_href=Locale(locale.other, chosen=True).address(context.here, **(context.query or {})),
        contact=_contact(context.contact or (setting if isinstance(setting, CohortSetting) else None), words),
        ask=context.ask or words.common.ask_by_reply,
        links=(*context.more_links, *_links(setting, locale, words)),
    )


def _sender(setting: CohortSetting | Organiser | None) -> Sender | None:
    if setting is None:
        return None
    short, logo = setting.short_name, _logo(setting)
    return Sender(
        name=setting.organiser_name,
        logo=logo,
        monogram=short
        if not logo and short and len(short) <= _LONGEST_MONOGRAM and short != setting.organiser_name
        else None,
    )


def _logo(setting: CohortSetting | Organiser) -> LogoImage | None:
    if not (setting.logo_hash and setting.logo_width and setting.logo_height):
        return None
    width, height = shown_size(setting.logo_width, setting.logo_height)
    return LogoImage(src=f"/{setting.slug}/logo?v={setting.logo_hash}", width=width, height=height)


def _contact(contact: HasContact | None, words: Wording) -> Contact | None:
    if contact is None or contact.contact_label is None:
        return None
    label, title = contact.contact_label, contact.contact_title
    texts = words.common
    return Contact(
        line=texts.contact_answers_title.format(name=label, title=title)
        if title
        else texts.contact_answers.format(name=label),
        who=f"{label}, {title}" if title else label,
        email=contact.contact_email,
        phone=contact.contact_phone,
        phone_href=_dialled(contact.contact_phone),
    )


def _dialled(phone: str | None) -> str | None:
    """`070-174 06 05` in international form for a tel: link."""
    digits = re.sub(r"[^\d+]", "", phone or "")
    return (
        f"tel:+46{digits[1:]}"
        if digits.startswith("0") and not digits.startswith("00")
        else f"tel:{digits}"
        if digits
        else None
    )


def _links(setting: CohortSetting | Organiser | None, locale: Locale, words: Wording) -> tuple[Link, ...]:
    if setting is None:
        return ()
    return (
        Link(words.common.privacy, locale.address(f"/{setting.slug}/personuppgifter")),
        Link(words.common.accessibility, locale.address(f"/{setting.slug}/tillganglighet")),
    )
