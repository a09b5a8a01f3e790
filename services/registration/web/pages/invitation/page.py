"""The invitation page: dates first, then the answer."""

from collections.abc import Sequence

import msgspec

from services.registration.domain import options
from services.registration.web.kit import dates as days
from services.registration.web.kit import phrases
from services.registration.web.kit.dates import TimelineTerm
from services.registration.web.kit.forms.date_choice import DATES
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, error_at, summary
from services.registration.web.kit.forms.parallel import ChoiceGroup
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.parts import Disclosure, Hero, KeyDate, YesButton
from services.registration.web.pages.invitation.dates import InvitationContext, groups, terms
from services.registration.web.pages.invitation.fields import FilledFields, PersonFields
from services.registration.web.pages.invitation.form import asks_who_comes
from services.registration.web.pages.invitation.forwarded_page import notes, somebody_else
from services.registration.web.pages.invitation.standing import seated_count, seats_ahead, standing
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
    context: InvitationContext, *, form: PostedForm | None = None, mistakes: Sequence[Mistake] = ()
) -> InvitationPage:
    """The page; after an error with the posted values and switches."""
    words = context.words
    texts = words.invitation
    choosable = context.choosable
    is_summons = context.invitation.kind == "kallelse"
    pattern = texts.title_summons if is_summons else texts.title
    sender = context.setting.short_name or context.setting.organiser_name
    heading = words.form_errors.heading_who if form and asks_who_comes(form) and len(mistakes) == 1 else None
    layout = build_layout(
        PageContext(context.locale, context.setting, here=context.path), title=context.setting.programme_title
    )
    title = pattern.format(heading=context.setting.programme_title, sender=sender)
    is_single = len(choosable) == 1
    timeline = terms(context, form, has_switches=not is_single)
    switch_names = switches(context.questions, timeline)
    filled = FilledFields(context, form, mistakes)
    return InvitationPage(
        layout=msgspec.structs.replace(
            layout, title=words.common.title_error.format(title=title) if mistakes else title
        ),
        hero=_hero(context, is_summons=is_summons),
        action=context.locale.address(context.path),
        summary=summary(mistakes, words, heading=heading),
        dates_heading=texts.which_dates
        if len(choosable) > 1
        else texts.the_dates
        if len(context.sessions) > 1
        else texts.the_date,
        dates_hint=texts.turn_off if len(choosable) > 1 else None if choosable else texts.choosable_none,
        dates_error=error_at(DATES, mistakes),
        hidden_ids=tuple(str(session_id) for session_id in choosable) if is_single else (),
        terms=with_switches(timeline, switch_names),
        choices=groups(context, form, mistakes),
        questions=section(context.questions, choosable, form=form, mistakes=mistakes, opens=switch_names),
        who=filled.who(),
        yes=_yes(context, len(choosable)),
        excuse=filled.excuse() if is_summons else None,
        see_mine=context.locale.address(context.my_path) if context.my_path else None,
        what_follows=_what_follows(context, is_summons=is_summons),
        substitute=filled.substitute() if context.invitation.substitutes_allowed else None,
        message=None if is_summons else filled.message(),
        about=tuple(
            text
            for text in (context.setting.subtitle, context.setting.summary, context.setting.reservation)
            if text
        ),
        notes=notes(context),
        somebody_else=somebody_else(context),
    )


def _hero(context: InvitationContext, *, is_summons: bool) -> Hero:
    texts = context.words.invitation
    if context.setting.protected_identity:
        kind = texts.summons if is_summons else texts.kind
    else:
        kind = (texts.summons_to if is_summons else texts.kind_to).format(name=context.setting.person_name)
    return Hero(
        kind=kind,
        heading=context.setting.programme_title,
        leads=_leads(context, is_summons=is_summons),
        key=_key(context),
    )


def _what_follows(context: InvitationContext, *, is_summons: bool) -> str:
    texts = context.words.invitation
    if is_summons:
        return texts.what_follows_summons
    follows = texts.what_follows if context.setting.confirmations else texts.what_follows_unconfirmed
    return " ".join(text for text in (follows, texts.calendars.get(context.setting.calendar)) if text)


def _key(context: InvitationContext) -> KeyDate | None:
    """The last day to answer, or None if it has passed."""
    respond_by, texts = context.invitation.respond_by, context.words.invitation
    if respond_by is None or times.end_of_day(respond_by) <= context.now:
        return None
    return KeyDate(
        badge=days.day_bead(respond_by, context.locale.language),
        text=texts.excuse_by if context.invitation.kind == "kallelse" else texts.answer_by,
        iso=respond_by.isoformat(),
        words=dates.day_in_words(respond_by, context.locale.language),
    )


def _leads(context: InvitationContext, *, is_summons: bool) -> tuple[str, ...]:
    words, texts, language = context.words, context.words.invitation, context.locale.language
    if is_summons and context.invitation.registration_id is None:
        return (texts.excused,)
    seats = seats_ahead(context)
    is_answered = is_summons or context.invitation.status == "accepted"
    if is_answered and any(seat.status == "waiting" for _, seat in seats):
        return (" ".join((*standing(context), texts.change_here)),)
    if seats and context.invitation.status == "accepted":
        return (plural(texts.accepted, seated_count(context), words),)
    offered = [session for session in context.sessions if options.is_offered(session, context.now)]
    lead = phrases.welcome(
        offered or context.sessions,
        language,
        who=phrases.who_is_asked(context.invitation.role, context.invitation.organisation, words),
        is_summons=is_summons,
        this_year=times.local(context.now).year,
    )
    free = context.setting.programme_extra.get("price_sek") == 0
    return (f"{lead} {texts.free}" if free else lead,)


def _yes(context: InvitationContext, count: int) -> YesButton:
    texts = context.words.invitation
    if context.invitation.kind == "kallelse":
        return YesButton(text=texts.yes_summons, none_chosen=texts.none_chosen_summons if count > 1 else None)
    if context.invitation.status == "accepted" and context.invitation.registration_id:
        return YesButton(text=texts.yes_save, none_chosen=texts.none_chosen if count > 1 else None)
    if count < 2 or context.choices:
        return YesButton(text=texts.yes)
    return YesButton(
        text=texts.yes,
        all=texts.yes_to_all.format(n=str(count)),
        chosen=texts.yes_chosen,
        none_chosen=texts.none_chosen,
    )
