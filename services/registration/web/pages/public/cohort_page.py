"""One cohort as anybody sees it: what, when, for whom, and registering where that is open to all."""

from collections.abc import Sequence

import msgspec
from markupsafe import Markup

from services.registration.domain.session import is_over
from services.registration.web.kit import dates as days
from services.registration.web.kit.date_choice import DATES
from services.registration.web.kit.dates import TimelineDate, TimelineTerm
from services.registration.web.kit.fields import ErrorSummary, Field, Mistake, error_at, filled, summary
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.parallel import ChoiceGroup
from services.registration.web.kit.parts import Fact, Hero, Notice, YesButton
from services.registration.web.kit.posted_form import PostedForm
from services.registration.web.pages.public.dates import CohortContext, groups, past, terms
from services.registration.web.pages.public.json_ld import as_data
from services.registration.web.pages.questions.fields import QuestionSection, section
from services.registration.web.pages.questions.switches import switches, with_switches
from services.registration.web.wording import Wording, plural
from services.registration.web.wording.words.parts import TitledText
from shared import dates


class CohortPage(msgspec.Struct, frozen=True, kw_only=True):
    """With `yes` there is a form, else `shut` says why there is none."""

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
    facts: tuple[Fact, ...]
    about: tuple[str, ...]
    watch: Link | None
    several: Link | None
    calendar: Link


def cohort_page(
    it: CohortContext, *, form: PostedForm | None = None, mistakes: Sequence[Mistake] = ()
) -> CohortPage:
    """The page; after a mistake with everything as it was typed and switched."""
    words, texts = it.words, it.words.public.cohort
    choosable = it.choosable
    is_single = len(choosable) == 1
    thread = terms(it, form, has_switches=not is_single)
    opens = switches(it.asked, thread)
    been = past(it)
    about = (it.cohort.subtitle, it.cohort.summary, it.cohort.reservation)
    return CohortPage(
        layout=_frame(it, is_error=bool(mistakes)),
        hero=Hero(
            heading=it.cohort.title,
            kind=it.cohort.name if it.cohort.name not in it.cohort.title else None,
            leads=tuple(_leads(it, words)),
        ),
        data=as_data(it),
        action=it.locale.address(it.path),
        summary=summary(mistakes, words),
        shut=_shut(it),
        dates_heading=words.invitation.which_dates
        if len(choosable) > 1
        else words.invitation.the_dates
        if len(it.sessions) != 1
        else words.invitation.the_date,
        dates_hint=(texts.drop_in_hint if it.is_drop_in else words.invitation.turn_off)
        if len(choosable) > 1
        else None,
        dates_error=error_at(DATES, mistakes),
        hidden_ids=tuple(str(one) for one in choosable) if is_single else (),
        terms=with_switches(thread, opens),
        choices=groups(it, form, mistakes) if it.is_open else (),
        past_heading=plural(words.days.past_sessions, len(been), words) if been else None,
        past=been,
        questions=section(it.asked, choosable, form=form, mistakes=mistakes, opens=opens)
        if it.is_open
        else None,
        fields=tuple(_fields(words, form, mistakes)) if it.is_open else (),
        yes=_yes(words, 1 if it.choices else len(choosable)) if it.is_open else None,
        facts=tuple(_facts(it)),
        about=tuple(text for text in about if text),
        watch=_watch(it),
        several=Link(words.colleagues.link, it.locale.address(f"{it.path}/flera")) if it.is_open else None,
        calendar=Link(texts.calendar_link, f"{it.path}.ics"),
    )


def calendars_and_list(slug: str, locale: Locale, words: Wording) -> tuple[Link, ...]:
    """Where else to go from a public page."""
    return (
        Link(words.public.cohort.to_the_list, locale.address(f"/{slug}")),
        Link(words.public.list.order_button, locale.address(f"/{slug}/forfragan")),
    )


def _frame(it: CohortContext, *, is_error: bool) -> Layout:
    name = it.cohort.name
    return build_layout(
        PageContext(
            it.locale,
            it.host,
            here=it.path,
            contact=it.cohort,
            ask=it.words.public.list.ask_us,
            more_links=calendars_and_list(it.host.slug, it.locale, it.words),
        ),
        title=it.cohort.title if name in it.cohort.title else f"{it.cohort.title}, {name}",
        is_error=is_error,
    )


def _leads(it: CohortContext, words: Wording) -> list[str]:
    texts = words.public.cohort
    leads = [texts.open_lead] if it.is_open else []
    if it.is_drop_in:
        leads.insert(0, texts.drop_in_lead)
    left = (one for one in it.sessions if one.status != "cancelled" and not is_over(one, it.now))
    ahead = next((one for one in left if one.on), None)
    if ahead is not None and not it.is_open:
        leads.append(_first_upper(days.in_words(ahead, it.locale.language)) + ".")
    return leads


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shut(it: CohortContext) -> Notice | None:
    texts, now = it.words.public.cohort, it.stands
    if it.is_open:
        return None
    if now == "way":
        what: TitledText = texts.ways.get(it.cohort.registration, texts.ways["invitation_only"])
    else:
        what = getattr(texts, now)
    text = what.detail
    since = it.cohort.drop_in_from
    if now == "way" and it.cohort.drop_in and since is not None:
        text = f"{text} {texts.drop_in_from.format(day=dates.day_in_words(since, it.locale.language))}"
    return Notice(heading=what.title, text=text, kind="bad" if now == "cancelled" else "")


def _fields(words: Wording, form: PostedForm | None, mistakes: Sequence[Mistake]) -> list[Field]:
    texts = words.public.cohort
    asked = (
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
    return list(filled(asked, words, form, mistakes))


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


def _facts(it: CohortContext) -> list[Fact]:
    texts = it.words.public.cohort
    facts = [Fact(texts.for_whom, ", ".join(it.cohort.roles))] if it.cohort.roles else []
    if it.cohort.is_free:
        facts.append(Fact(texts.price, texts.free))
    return facts


def _watch(it: CohortContext) -> Link | None:
    """Where the next round can be waited for: registration is open to all, and this round takes nobody."""
    if it.cohort.registration != "open" or it.is_open:
        return None
    href = it.locale.address(f"/{it.host.slug}/bevaka", program=str(it.cohort.programme_id))
    return Link(it.words.public.address.watch, href)
