"""Composed sentences: what the reader is invited to, the time until a date, lists."""

from collections.abc import Sequence
from datetime import timedelta

from services.registration.domain.sessions.session import Session
from services.registration.store.views.participant import CohortSetting
from services.registration.web.kit import dates
from services.registration.web.wording import WORDING, Wording, number, plural
from services.registration.web.wording.words.parts import Plural
from shared import times
from shared.dates import day_in_words
from shared.language import Language
from shared.occasions import occasions


def time_until(gap: timedelta, words: Wording) -> str:
    """`om en timme och tio minuter`; without minutes from twelve hours on, and in days from two days on."""
    minutes = int(gap.total_seconds()) // 60
    common = words.common
    if gap >= timedelta(days=2):
        return common.in_time.format(time=_counted(common.days, gap.days, words))
    if minutes < 1:
        return common.soon
    hours, minutes = divmod(minutes, 60)
    parts = [_counted(common.hours, hours, words)] if hours else []
    if minutes and hours < 12:
        parts.append(_counted(common.minutes, minutes, words))
    return common.in_time.format(time=listed(parts, words))


def changed(session: Session, language: Language, *, is_moved: bool) -> tuple[str, ...]:
    """What has changed, in words, for somebody who knows the session by another time; else the reason of the last change."""
    words, reason = WORDING[language], session.change_reason
    if is_moved and session.moved_at is not None:
        day = day_in_words(times.local(session.moved_at).date(), language, year=False)
        return (" ".join((words.days.moved_on.format(day=day), *because(reason, words))),)
    return (_ended(words.days.changed_why.format(reason=reason)),) if reason else ()


def because(reason: str | None, words: Wording) -> tuple[str, ...]:
    """Why the organiser moved or cancelled it, as a sentence; empty without a reason."""
    return (_ended(words.days.reason.format(reason=reason)),) if reason else ()


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def listed(parts: Sequence[str], words: Wording) -> str:
    """`ett, två och tre`."""
    if len(parts) < 2:
        return "".join(parts)
    return words.common.list_and.format(first=", ".join(parts[:-1]), last=parts[-1])


def first_name(setting: CohortSetting) -> str | None:
    """The first name for a greeting; None for a function address (`Skolchef, Nora kommun`) and for protected names."""
    name = setting.person_name
    return None if setting.protected_identity or "," in name or "@" in name else name.split()[0]


def welcome(
    sessions: Sequence[Session], language: Language, *, who: str, is_summons: bool, this_year: int
) -> str:
    """One sentence that says what the reader is invited to."""
    words = WORDING[language]
    texts = words.invitation
    sessions = occasions(sessions)
    if len(sessions) == 1:
        sentence = texts.called_one if is_summons else texts.welcome_one
        [only] = sessions
        if only.on:
            return sentence.format(when=dates.in_words(only, language, this_year=this_year), who=who)
        count = texts.called if is_summons else texts.welcome
        return f"{plural(count, 1, words)}{who}."
    digital = bool(sessions) and all(session.mode == "digital" for session in sessions)
    count = texts.called if is_summons else texts.welcome_digital if digital else texts.welcome
    return count.many.format(
        n=number(len(sessions), words),
        sessions=kind_of(sessions, words),
        years=_years(sessions, language),
        who=who,
    )


def kind_of(sessions: Sequence[Session], words: Wording) -> str:
    """`lärträffar` if all sessions have the same known form, else `träffar`."""
    forms = {session.form for session in sessions}
    only = forms.pop() if len(forms) == 1 else None
    return words.forms.get(only or "", words.sessions)


def who_is_asked(role: str | None, organisation: str | None, words: Wording) -> str:
    """`, du som är skolchef i Laxå kommun`."""
    if not role:
        return ""
    return words.invitation.for_role.format(role=role) + (
        words.invitation.for_organisation.format(organisation=organisation) if organisation else ""
    )


def _years(sessions: Sequence[Session], language: Language) -> str:
    years = dates.years(sessions)
    if not years:
        return ""
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return f" under {span}" if language == "sv" else f" in {span}"


def _counted(count: Plural, n: int, words: Wording) -> str:
    return count.one if n == 1 else count.many.format(n=number(n, words))
