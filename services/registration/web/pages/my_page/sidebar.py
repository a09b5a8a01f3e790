"""The sidebar of the participant's page: QR code, substitute, other registrations, language."""

from collections.abc import Sequence

import msgspec

from services.registration.domain.door_code import door_code
from services.registration.domain.sessions.session import Session, is_over
from services.registration.web.kit import dates as days
from services.registration.web.kit.layout import Link
from services.registration.web.pages.my_page.context import MyPageContext
from services.registration.web.wording import WORDING
from shared import dates, times
from shared.language import Language


class DoorCode(msgspec.Struct, frozen=True, kw_only=True):
    """The join link as a QR code to show at the door, and as a plain link."""

    src: str
    alt: str
    text: str
    signs: str
    link: str


class OtherRegistrationLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link to another registration of the person."""

    text: str
    href: str
    when: str | None


class LanguageSwitch(msgspec.Struct, frozen=True, kw_only=True):
    """The language of the person's mails, and a button for the other language; `text` is in that other language."""

    now: str
    action: str
    value: Language
    text: str


class Sidebar(msgspec.Struct, frozen=True, kw_only=True):
    codes: tuple[DoorCode, ...]
    others: tuple[OtherRegistrationLink, ...]
    language: LanguageSwitch


def build_sidebar(context: MyPageContext) -> Sidebar:
    """The sidebar of one page."""
    return Sidebar(
        codes=tuple(_code(context, session) for session in sessions_with_code(context)),
        others=tuple(_others(context)),
        language=_language(context),
    )


def sessions_with_code(context: MyPageContext) -> Sequence[Session]:
    """The sessions of the next day with a QR code that are not over."""
    with_code = [
        session
        for session in context.sessions
        if has_code(context, session) and not is_over(session, context.now)
    ]
    return [session for session in with_code if session.on == with_code[0].on]


def has_code(context: MyPageContext, session: Session) -> bool:
    """Whether the person can be checked in by QR code: a session on site with a seat, not cancelled."""
    on_site = session.mode in {"on_site", "hybrid"} and session.on is not None
    return on_site and session.status != "cancelled" and session.id in context.join_paths


def substitute(context: MyPageContext, text: str, session: Session | None = None) -> Link | None:
    """The link to name a substitute, for all upcoming sessions or for one; None if not allowed."""
    if not context.registration.substitutes_allowed or not context.ahead():
        return None
    about = {"datum": str(session.id)} if session else {}
    return Link(text, context.locale.address(f"{context.path}/ersattare", **about))


def _code(context: MyPageContext, session: Session) -> DoorCode:
    texts = context.words.own
    when = days.in_words(session, context.locale.language, this_year=times.local(context.now).year)
    return DoorCode(
        src=f"{context.path}/kod/{context.seats[session.id].id}.svg",
        alt=texts.code_alt.format(title=session.title),
        text=texts.code_text.format(title=session.title, when=when),
        signs=texts.code_signs.format(code=door_code(context.seats[session.id].id)),
        link=context.locale.address(context.join_paths[session.id]),
    )


def _others(context: MyPageContext) -> Sequence[OtherRegistrationLink]:
    texts, language = context.words.own, context.locale.language
    return [
        OtherRegistrationLink(
            text=registration.programme_title
            if registration.cohort_name in registration.programme_title
            else f"{registration.programme_title}, {registration.cohort_name}",
            href=context.locale.address(path),
            when=texts.others_next.format(day=dates.day_in_words(registration.next_on, language))
            if registration.next_on
            else None,
        )
        for registration, path in context.other_registrations
    ]


def _language(context: MyPageContext) -> LanguageSwitch:
    other: Language = "sv" if context.setting.person_language == "en" else "en"
    return LanguageSwitch(
        now=WORDING[context.setting.person_language].own.language_name,
        action=f"{context.path}/sprak",
        value=other,
        text=WORDING[other].own.language_switch,
    )
