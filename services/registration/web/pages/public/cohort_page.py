"""The public page of a cohort: what, when, for whom, and the registration form if it is open to all."""

from collections.abc import Sequence

import msgspec
from markupsafe import Markup

from services.registration.domain.sessions.session import is_over
from services.registration.web.kit import dates as days
from services.registration.web.kit.dates import TimelineDate, TimelineTerm
from services.registration.web.kit.forms.date_choice import DATES
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, error_at, filled, summary
from services.registration.web.kit.forms.parallel import ChoiceGroup
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.parts import Fact, Hero, KeyDate, Notice, YesButton
from services.registration.web.pages.public.dates import CohortContext, groups, past, terms
from services.registration.web.pages.public.json_ld import json_ld
from services.registration.web.pages.questions.fields import QuestionSection, section
from services.registration.web.pages.questions.switches import switches, with_switches
from services.registration.web.wording import Wording, plural
from services.registration.web.wording.words.parts import TitledText
from shared import dates, times


class CohortPage(msgspec.Struct, frozen=True, kw_only=True):
    """With `yes` the page has a form, else `shut` says why there is none."""

    layout: Layout
    hero: Hero
    data: Markup | None
    action: str
    summary: ErrorSummary | None
    shut: Notice | None
    dates_heading: str
    dates_hint: str | None
    dates_error: str | None
    hidden_ids: tuple[str, ...]
    terms: tuple[TimelineTerm, ...]
    choices: tuple[ChoiceGroup, ...]
    past_heading: str | None
    past: tuple[TimelineDate, ...]
    questions: QuestionSection | None
    fields: tuple[Field, ...]
    yes: YesButton | None
    what_follows: str
    facts: tuple[Fact, ...]
    about: tuple[str, ...]
    subscribe: Link | None
    several: Link | None
    calendar: Link


def cohort_page(
    context: CohortContext, *, form: PostedForm | None = None, mistakes: Sequence[Mistake] = ()
) -> CohortPage:
    """The page; after an error with the posted values and switches."""
    words, texts = context.words, context.words.public.cohort
    choosable = context.choosable
    is_single = len(choosable) == 1
    timeline = terms(context, form, has_switches=not is_single)
    switch_names = switches(context.questions, timeline)
    past_dates = past(context)
    about = (context.cohort.subtitle, context.cohort.reservation)
    return CohortPage(
        layout=_layout(context, is_error=bool(mistakes)),
        hero=Hero(
            heading=context.cohort.title,
            kind=context.cohort.name if context.cohort.name not in context.cohort.title else None,
            leads=tuple(_leads(context, words)),
            key=_key(context),
        ),
        data=json_ld(context),
        action=context.locale.address(context.path),
        summary=summary(mistakes, words),
        shut=_shut(context),
        dates_heading=words.invitation.which_dates
        if len(choosable) > 1
        else words.invitation.the_dates
        if len(context.sessions) != 1
        else words.invitation.the_date,
        dates_hint=(texts.drop_in_hint if context.is_drop_in else words.invitation.turn_off)
        if len(choosable) > 1
        else None,
        dates_error=error_at(DATES, mistakes),
        hidden_ids=tuple(str(session_id) for session_id in choosable) if is_single else (),
        terms=with_switches(timeline, switch_names),
        choices=groups(context, form, mistakes) if context.is_open else (),
        past_heading=plural(words.days.past_sessions, len(past_dates), words) if past_dates else None,
        past=past_dates,
        questions=section(context.questions, choosable, form=form, mistakes=mistakes, opens=switch_names)
        if context.is_open
        else None,
        fields=tuple(_fields(words, form, mistakes)) if context.is_open else (),
        yes=_yes(words, 1 if context.choices else len(choosable)) if context.is_open else None,
        what_follows=words.confirming.form_note if context.cohort.must_confirm else texts.what_follows,
        facts=tuple(_facts(context)),
        about=tuple(text for text in about if text),
        subscribe=_subscribe(context),
        several=Link(words.colleagues.link, context.locale.address(f"{context.path}/flera"))
        if context.is_open
        else None,
        calendar=Link(texts.calendar_link, f"{context.path}.ics"),
    )


def more_links(slug: str, locale: Locale, words: Wording) -> tuple[Link, ...]:
    """The links to the list and to the enquiry form."""
    return (
        Link(words.public.cohort.to_the_list, locale.address(f"/{slug}")),
        Link(words.public.list.order_button, locale.address(f"/{slug}/forfragan")),
    )


def _layout(context: CohortContext, *, is_error: bool) -> Layout:
    name = context.cohort.name
    return build_layout(
        PageContext(
            context.locale,
            context.host,
            here=context.path,
            contact=context.cohort,
            ask=context.words.public.list.ask_us,
            more_links=more_links(context.host.slug, context.locale, context.words),
        ),
        title=context.cohort.title if name in context.cohort.title else f"{context.cohort.title}, {name}",
        is_error=is_error,
    )


def _leads(context: CohortContext, words: Wording) -> list[str]:
    texts = words.public.cohort
    leads = [context.cohort.summary] if context.cohort.summary else []
    leads += [texts.open_lead] if context.is_open else []
    if context.is_drop_in:
        leads.insert(len(leads) - 1, texts.drop_in_lead)
    left = (
        session
        for session in context.sessions
        if session.status != "cancelled" and not is_over(session, context.now)
    )
    ahead = next((session for session in left if session.on), None)
    if ahead is not None and not context.is_open:
        leads.append(_first_upper(days.in_words(ahead, context.locale.language)) + ".")
    return leads


def _key(context: CohortContext) -> KeyDate | None:
    """Before which day to register, to be in time for all dates: the first that can be chosen."""
    if not context.is_open:
        return None
    first = next(
        (session.on for session in context.sessions if context.can_choose(session) and session.on), None
    )
    if first is None or first <= times.local(context.now).date():
        return None
    return KeyDate(
        badge=days.day_bead(first, context.locale.language),
        text=context.words.public.cohort.register_before,
        iso=first.isoformat(),
        words=dates.day_in_words(first, context.locale.language),
    )


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shut(context: CohortContext) -> Notice | None:
    texts, availability = context.words.public.cohort, context.availability
    if context.is_open:
        return None
    if availability == "way":
        what: TitledText = texts.ways.get(context.cohort.registration, texts.ways["invitation_only"])
    else:
        what = getattr(texts, availability)
    text = what.detail
    since = context.cohort.drop_in_from
    if availability == "way" and context.cohort.drop_in and since is not None:
        text = f"{text} {texts.drop_in_from.format(day=dates.day_in_words(since, context.locale.language))}"
    return Notice(heading=what.title, text=text, kind="bad" if availability == "cancelled" else "")


def _fields(words: Wording, form: PostedForm | None, mistakes: Sequence[Mistake]) -> list[Field]:
    texts = words.public.cohort
    fields = (
        Field(name="name", label=texts.name, autocomplete="name", is_required=True),
        Field(
            name="email",
            label=texts.email,
            kind="email",
            autocomplete="email",
            hint=texts.email_hint,
            is_required=True,
        ),
        Field(name="organisation", label=texts.organisation, autocomplete="organization"),
        Field(name="role", label=texts.role, autocomplete="organization-title"),
    )
    return list(filled(fields, words, form, mistakes))


def _yes(words: Wording, count: int) -> YesButton:
    texts = words.public.cohort
    if count < 2:
        return YesButton(text=texts.register)
    return YesButton(
        text=texts.register,
        all=texts.to_all.format(n=str(count)),
        chosen=texts.chosen,
        none_chosen=texts.none_chosen,
    )


def _facts(context: CohortContext) -> list[Fact]:
    texts = context.words.public.cohort
    facts = [Fact(texts.for_whom, ", ".join(context.cohort.roles))] if context.cohort.roles else []
    if context.cohort.is_free:
        facts.append(Fact(texts.price, texts.free))
    return facts


def _subscribe(context: CohortContext) -> Link | None:
    """The link to subscribe to the next cohort; None unless registration is open to all but this cohort is not open."""
    if context.cohort.registration != "open" or context.is_open:
        return None
    href = context.locale.address(f"/{context.host.slug}/bevaka", program=str(context.cohort.programme_id))
    return Link(context.words.public.address.watch, href)
