"""The invitation as it is shown: dates first, then the answer."""

from collections.abc import Sequence

import msgspec

from services.registration.web.kit import dates as days
from services.registration.web.kit import phrases
from services.registration.web.kit.date_choice import DATES
from services.registration.web.kit.dates import TimelineTerm
from services.registration.web.kit.fields import ErrorSummary, Field, Mistake, error_at, summary
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.parallel import ChoiceGroup
from services.registration.web.kit.parts import Disclosure, Hero, KeyDate, YesButton
from services.registration.web.kit.posted_form import PostedForm
from services.registration.web.pages.invitation.availability import is_offered
from services.registration.web.pages.invitation.dates import InvitationContext, groups, terms
from services.registration.web.pages.invitation.fields import FilledFields, PersonFields
from services.registration.web.pages.invitation.form import asks_who_comes
from services.registration.web.pages.invitation.forwarded_page import notes, somebody_else
from services.registration.web.pages.questions.fields import QuestionSection, section
from services.registration.web.pages.questions.switches import switches, with_switches
from services.registration.web.wording import plural
from shared import dates, times


class InvitationPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    action: str
    summary: ErrorSummary | None
    dates_heading: str
    dates_hint: str | None
    dates_error: str | None
    hidden_ids: tuple[str, ...]
    terms: tuple[TimelineTerm, ...]
    choices: tuple[ChoiceGroup, ...]
    questions: QuestionSection | None
    who: PersonFields
    yes: YesButton
    excuse: Field | None
    see_mine: str | None
    what_follows: str
    substitute: Disclosure | None
    message: Disclosure | None
    about: tuple[str, ...]
    notes: tuple[str, ...]
    somebody_else: Link | None


def invitation_page(
    it: InvitationContext, *, form: PostedForm | None = None, mistakes: Sequence[Mistake] = ()
) -> InvitationPage:
    """The page; after a mistake with everything as it was typed and switched."""
    words = it.words
    texts = words.invitation
    choosable = it.choosable
    is_summons = it.invitation.kind == "kallelse"
    pattern = texts.title_summons if is_summons else texts.title
    sender = it.setting.short_name or it.setting.organiser_name
    heading = words.form_errors.heading_who if form and asks_who_comes(form) and len(mistakes) == 1 else None
    layout = build_layout(PageContext(it.locale, it.setting, here=it.path), title=it.setting.programme_title)
    title = pattern.format(heading=it.setting.programme_title, sender=sender)
    is_single = len(choosable) == 1
    thread = terms(it, form, has_switches=not is_single)
    opens = switches(it.asked, thread)
    filled = FilledFields(it, form, mistakes)
    return InvitationPage(
        layout=msgspec.structs.replace(
            layout, title=words.common.title_error.format(title=title) if mistakes else title
        ),
        hero=_hero(it, is_summons=is_summons),
        action=it.locale.address(it.path),
        summary=summary(mistakes, words, heading=heading),
        dates_heading=texts.which_dates
        if len(choosable) > 1
        else texts.the_dates
        if len(it.sessions) > 1
        else texts.the_date,
        dates_hint=texts.turn_off if len(choosable) > 1 else None if choosable else texts.choosable_none,
        dates_error=error_at(DATES, mistakes),
        hidden_ids=tuple(str(one) for one in choosable) if is_single else (),
        terms=with_switches(thread, opens),
        choices=groups(it, form, mistakes),
        questions=section(it.asked, choosable, form=form, mistakes=mistakes, opens=opens),
        who=filled.who(),
        yes=_yes(it, len(choosable)),
        excuse=filled.excuse() if is_summons else None,
        see_mine=it.locale.address(it.my_path) if it.my_path else None,
        what_follows=_what_follows(it, is_summons=is_summons),
        substitute=filled.substitute() if it.invitation.substitutes_allowed else None,
        message=None if is_summons else filled.message(),
        about=tuple(
            text for text in (it.setting.subtitle, it.setting.summary, it.setting.reservation) if text
        ),
        notes=notes(it),
        somebody_else=somebody_else(it),
    )


def _hero(it: InvitationContext, *, is_summons: bool) -> Hero:
    texts = it.words.invitation
    if it.setting.protected_identity:
        kind = texts.summons if is_summons else texts.kind
    else:
        kind = (texts.summons_to if is_summons else texts.kind_to).format(name=it.setting.person_name)
    return Hero(
        kind=kind,
        heading=it.setting.programme_title,
        leads=_leads(it, is_summons=is_summons),
        key=_key(it),
    )


def _what_follows(it: InvitationContext, *, is_summons: bool) -> str:
    texts = it.words.invitation
    if is_summons:
        return texts.what_follows_summons
    return texts.what_follows if it.setting.confirmations else texts.what_follows_unconfirmed


def _key(it: InvitationContext) -> KeyDate | None:
    """The last day to answer, while it is not past."""
    respond_by, texts = it.invitation.respond_by, it.words.invitation
    if respond_by is None or times.end_of_day(respond_by) <= it.now:
        return None
    return KeyDate(
        badge=days.day_bead(respond_by, it.locale.language),
        text=texts.excuse_by if it.invitation.kind == "kallelse" else texts.answer_by,
        iso=respond_by.isoformat(),
        words=dates.day_in_words(respond_by, it.locale.language),
    )


def _leads(it: InvitationContext, *, is_summons: bool) -> tuple[str, ...]:
    words, texts, language = it.words, it.words.invitation, it.locale.language
    if is_summons and it.invitation.registration_id is None:
        return (texts.excused,)
    if it.invitation.status == "accepted" and it.invitation.registration_id:
        confirmed = sum(seat.status == "confirmed" for seat in it.seats.values())
        return (plural(texts.accepted, confirmed, words) if confirmed else texts.accepted_waiting,)
    left = [session for session in it.sessions if is_offered(session, it.invitation, it.now)]
    lead = phrases.welcome(
        left or it.sessions,
        language,
        who=phrases.who_is_asked(it.invitation.role, it.invitation.organisation, words),
        is_summons=is_summons,
        this_year=times.local(it.now).year,
    )
    free = it.setting.programme_extra.get("price_sek") == 0
    return (f"{lead} {texts.free}" if free else lead,)


def _yes(it: InvitationContext, count: int) -> YesButton:
    texts = it.words.invitation
    if it.invitation.kind == "kallelse":
        return YesButton(text=texts.yes_summons, none_chosen=texts.none_chosen_summons if count > 1 else None)
    if it.invitation.status == "accepted" and it.invitation.registration_id:
        return YesButton(text=texts.yes_save, none_chosen=texts.none_chosen if count > 1 else None)
    if count < 2 or it.choices:
        return YesButton(text=texts.yes)
    return YesButton(
        text=texts.yes,
        all=texts.yes_to_all.format(n=str(count)),
        chosen=texts.yes_chosen,
        none_chosen=texts.none_chosen,
    )
