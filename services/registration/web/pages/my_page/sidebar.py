"""What one's own page has beside the dates: the code for the door, a substitute, what else one is registered for, language."""

from collections.abc import Sequence

import msgspec

from services.registration.domain.session import Session, is_over
from services.registration.web.kit import dates as days
from services.registration.web.kit.layout import Link
from services.registration.web.pages.my_page.dates import MyPageContext
from services.registration.web.wording import WORDING
from shared import dates, times
from shared.events import Language


class DoorCode(msgspec.Struct, frozen=True, kw_only=True):
    """The join link as a picture, for the one who stands at the door; the same as a link where it cannot be read."""

    src: str
    alt: str
    text: str
    link: str


class OtherRegistrationLink(msgspec.Struct, frozen=True, kw_only=True):
    """Another registration of one's own."""

    text: str
    href: str
    when: str | None


class LanguageSwitch(msgspec.Struct, frozen=True, kw_only=True):
    """The language that one is written to in, and a button for the other; `text` is in that other language."""

    now: str
    action: str
    value: Language
    text: str


class Sidebar(msgspec.Struct, frozen=True, kw_only=True):
    codes: tuple[DoorCode, ...]
    substitute: Link | None
    others: tuple[OtherRegistrationLink, ...]
    language: LanguageSwitch


def build_sidebar(it: MyPageContext) -> Sidebar:
    """All of it, for one page."""
    return Sidebar(
        codes=tuple(_code(it, session) for session in at_the_door(it)),
        substitute=substitute(it, it.words.own.send),
        others=tuple(_others(it)),
        language=_language(it),
    )


def at_the_door(it: MyPageContext) -> Sequence[Session]:
    """The next day's sessions on site that one has a seat in: until each is over, its code may be asked for."""
    there = [one for one in it.sessions if has_code(it, one) and not is_over(one, it.now)]
    return [one for one in there if one.on == there[0].on]


def has_code(it: MyPageContext, session: Session) -> bool:
    """Whether one can be let in at a door by one's code."""
    on_site = session.mode in {"on_site", "hybrid"} and session.on is not None
    return on_site and session.status != "cancelled" and session.id in it.doors


def substitute(it: MyPageContext, text: str, session: Session | None = None) -> Link | None:
    """Where a substitute is named, for all that is ahead or for one date; None where there may be none."""
    if not it.registration.substitutes_allowed or not it.ahead():
        return None
    about = {"datum": str(session.id)} if session else {}
    return Link(text, it.locale.address(f"{it.path}/ersattare", **about))


def _code(it: MyPageContext, session: Session) -> DoorCode:
    texts = it.words.own
    when = days.in_words(session, it.locale.language, this_year=times.local(it.now).year)
    return DoorCode(
        src=f"{it.path}/kod/{it.seats[session.id].id}.svg",
        alt=texts.code_alt.format(title=session.title),
        text=texts.code_text.format(title=session.title, when=when),
        link=it.locale.address(it.doors[session.id]),
    )


def _others(it: MyPageContext) -> Sequence[OtherRegistrationLink]:
    texts, language = it.words.own, it.locale.language
    return [
        OtherRegistrationLink(
            text=one.programme_title
            if one.cohort_name in one.programme_title
            else f"{one.programme_title}, {one.cohort_name}",
            href=it.locale.address(path),
            when=texts.others_next.format(day=dates.day_in_words(one.next_on, language))
            if one.next_on
            else None,
        )
        for one, path in it.others
    ]


def _language(it: MyPageContext) -> LanguageSwitch:
    other: Language = "sv" if it.setting.person_language == "en" else "en"
    return LanguageSwitch(
        now=WORDING[it.setting.person_language].own.language_name,
        action=f"{it.path}/sprak",
        value=other,
        text=WORDING[other].own.language_switch,
    )
