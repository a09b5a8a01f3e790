"""`/{organiser}/{cohort}/flera` as it is shown: the form, and the receipt."""

from collections.abc import Sequence

from litestar import Response

from services.registration.store.receipts import ReceiptLine
from services.registration.web.kit import message
from services.registration.web.kit.date_choice import DATES
from services.registration.web.kit.fields import Field, Mistake, error_at, filled, summary
from services.registration.web.kit.form_page import FormPage, MoreButton, PersonSection
from services.registration.web.kit.layout import Link, PageContext, build_layout
from services.registration.web.kit.parts import Fact, Hero
from services.registration.web.kit.phrases import listed
from services.registration.web.kit.posted_form import PostedForm
from services.registration.web.pages.public.colleagues_form import MOST, email_field, name_field
from services.registration.web.pages.public.dates import CohortContext, groups, terms
from services.registration.web.pages.public.organiser import show
from services.registration.web.wording import plural


def colleagues_page(
    it: CohortContext, *, rows: int, form: PostedForm | None = None, mistakes: Sequence[Mistake] = ()
) -> Response[bytes]:
    """The form, with what was typed."""
    words, sentences = it.words, it.words.colleagues
    choosable = it.choosable
    is_single = len(choosable) == 1
    here = f"{it.path}/flera"
    page = FormPage(
        layout=build_layout(PageContext(it.locale, it.host, here=here, contact=it.cohort, ask=words.public.list.ask_us), title=sentences.heading, is_error=bool(mistakes)),
        hero=Hero(heading=sentences.heading, leads=(sentences.lead.format(title=it.cohort.title),)),
        action=it.locale.address(here),
        summary=summary(mistakes, words),
        dates_heading=words.invitation.the_date if is_single else words.invitation.which_dates,
        dates_hint=words.invitation.turn_off if len(choosable) > 1 else None,
        dates_error=error_at(DATES, mistakes),
        hidden_ids=tuple(str(one) for one in choosable) if is_single else (),
        terms=terms(it, form, has_switches=not is_single),
        choices=groups(it, form, mistakes),
        sections=(
            PersonSection(id="du", heading=sentences.you, fields=filled(_own(it), words, form, mistakes)),
            PersonSection(
                id="kollegor",
                heading=sentences.colleagues,
                about=sentences.email_hint,
                fields=filled(_rows(it, rows), words, form, mistakes),
            ),
        ),
        more=MoreButton(value="1", text=sentences.more) if rows < MOST else None,
        button=sentences.button,
        notes=(sentences.what_follows, words.public.cohort.kept),
        keep=Link(sentences.back, it.locale.address(it.path)),
    )  # fmt: skip
    return show("form", page, it.locale, status=422 if mistakes else 200)


def receipt(it: CohortContext, lines: Sequence[ReceiptLine], asked: str) -> Response[bytes]:
    """What each of those registered got, by the names that were written."""
    sentences = it.words.colleagues
    return message.message(PageContext(it.locale, it.host, here=f"{it.path}/flera", query={"kvitto": asked}, contact=it.cohort, ask=it.words.public.list.ask_us), status=200, kind=it.cohort.title, heading=plural(sentences.receipt, len(lines), it.words), leads=(sentences.receipt_lead,), texts=(sentences.receipt_known,), facts=tuple(Fact(line.name, _got(it, line)) for line in lines), link=Link(sentences.back, it.locale.address(it.path)))  # fmt: skip


def receipt_gone(it: CohortContext) -> Response[bytes]:
    sentences = it.words.colleagues
    return message.message(PageContext(it.locale, it.host, here=f"{it.path}/flera", contact=it.cohort, ask=it.words.public.list.ask_us), status=410, kind=it.cohort.title, heading=sentences.gone.title, leads=(sentences.gone.detail,), link=Link(sentences.back, it.locale.address(it.path)))  # fmt: skip


def _got(it: CohortContext, line: ReceiptLine) -> str:
    sentences = it.words.colleagues
    seats = sum(status == "confirmed" for status in line.seats.values())
    waits = [one.title for one in it.sessions if line.seats.get(str(one.id)) == "waiting"]
    parts = [plural(sentences.seat, seats, it.words)] if seats else []
    if waits:
        parts.append(sentences.waits.format(titles=listed(waits, it.words)))
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _own(it: CohortContext) -> tuple[Field, ...]:
    sentences = it.words.colleagues
    return (
        Field(name="assistant_name", label=sentences.your_name, autocomplete="name", is_required=True),
        Field(
            name="assistant_email", label=sentences.your_email, kind="email", autocomplete="email", is_required=True
        ),
        Field(name="organisation", label=sentences.your_organisation, autocomplete="organization"),
    )  # fmt: skip


def _rows(it: CohortContext, rows: int) -> list[Field]:
    sentences = it.words.colleagues
    fields = []
    for number in range(1, rows + 1):
        fields.append(Field(name=name_field(number), label=sentences.name.format(n=str(number))))
        fields.append(
            Field(name=email_field(number), label=sentences.email.format(n=str(number)), kind="email")
        )
    return fields
