"""The pages `/{organiser}/{cohort}/flera`: the form, and the receipt."""

from collections.abc import Sequence

from litestar import Response

from services.registration.store.access.receipts import ReceiptLine
from services.registration.web.kit import message
from services.registration.web.kit.forms.date_choice import DATES
from services.registration.web.kit.forms.fields import Field, Mistake, error_at, filled, summary
from services.registration.web.kit.forms.form_page import FormPage, MoreButton, PersonSection
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.layout import Link, PageContext, build_layout
from services.registration.web.kit.parts import Fact, Hero, YesButton
from services.registration.web.pages.public.colleagues_form import MOST, email_field, name_field
from services.registration.web.pages.public.dates import CohortContext, groups, terms
from services.registration.web.pages.public.organiser import respond_public
from services.registration.web.wording import plural


def colleagues_page(
    context: CohortContext, *, rows: int, form: PostedForm | None = None, mistakes: Sequence[Mistake] = ()
) -> Response[bytes]:
    """The form, with the posted values."""
    words, sentences = context.words, context.words.colleagues
    choosable = context.choosable
    is_single = len(choosable) == 1
    here = f"{context.path}/flera"
    page = FormPage(
        layout=build_layout(PageContext(context.locale, context.host, here=here, contact=context.cohort, ask=words.public.list.ask_us), title=sentences.heading, is_error=bool(mistakes)),
        hero=Hero(heading=sentences.heading, leads=(sentences.lead.format(title=context.cohort.title),)),
        action=context.locale.address(here),
        summary=summary(mistakes, words),
        dates_heading=words.invitation.the_date if is_single else words.invitation.which_dates,
        dates_hint=words.invitation.turn_off if len(choosable) > 1 else None,
        dates_error=error_at(DATES, mistakes),
        switch=sentences.switch,
        hidden_ids=tuple(str(session_id) for session_id in choosable) if is_single else (),
        terms=terms(context, form, has_switches=not is_single),
        choices=groups(context, form, mistakes),
        sections=(
            PersonSection(id="du", heading=sentences.you, fields=filled(_assistant_fields(context), words, form, mistakes)),
            PersonSection(
                id="kollegor",
                heading=sentences.colleagues,
                about=sentences.email_hint,
                fields=filled(_colleague_fields(context, rows), words, form, mistakes),
            ),
        ),
        more=MoreButton(value="1", text=sentences.more) if rows < MOST else None,
        button=YesButton(text=sentences.button),
        notes=(
            sentences.what_follows,
            *((words.confirming.form_note_several,) if context.cohort.must_confirm else ()),
            *((sentences.questions_later,) if context.cohort.asks else ()),
            words.public.cohort.kept,
        ),
        keep=Link(sentences.back, context.locale.address(context.path)),
    )  # fmt: skip
    return respond_public("form", page, context.locale, status=422 if mistakes else 200)


def receipt(context: CohortContext, lines: Sequence[ReceiptLine], receipt_param: str) -> Response[bytes]:
    """The receipt: the result for each colleague, with the names as posted."""
    sentences, to_confirm = context.words.colleagues, context.words.confirming
    must_confirm = context.cohort.must_confirm
    return message.message(
        PageContext(
            context.locale,
            context.host,
            here=f"{context.path}/flera",
            query={"kvitto": receipt_param},
            contact=context.cohort,
            ask=context.words.public.list.ask_us,
        ),
        status=200,
        kind=context.cohort.title,
        heading=plural(to_confirm.several if must_confirm else sentences.receipt, len(lines), context.words),
        leads=(to_confirm.several_lead if must_confirm else sentences.receipt_lead,),
        texts=(to_confirm.several_known if must_confirm else sentences.receipt_known,),
        facts=tuple(Fact(line.name, _seats_in_words(context, line)) for line in lines),
        link=Link(sentences.back, context.locale.address(context.path)),
    )


def receipt_gone(context: CohortContext) -> Response[bytes]:
    sentences = context.words.colleagues
    return message.message(
        PageContext(
            context.locale,
            context.host,
            here=f"{context.path}/flera",
            contact=context.cohort,
            ask=context.words.public.list.ask_us,
        ),
        status=410,
        kind=context.cohort.title,
        heading=sentences.gone.title,
        leads=(sentences.gone.detail,),
        link=Link(sentences.back, context.locale.address(context.path)),
    )


def _seats_in_words(context: CohortContext, line: ReceiptLine) -> str:
    """On how many dates the person has a seat; if one is full, the mail says it, to them alone."""
    sentences = context.words.colleagues
    if line.sessions_with("waiting"):
        return sentences.in_the_mail
    seat = context.words.confirming.several_seat if context.cohort.must_confirm else sentences.seat
    return plural(seat, len(line.sessions_with("confirmed")), context.words)


def _assistant_fields(context: CohortContext) -> tuple[Field, ...]:
    sentences = context.words.colleagues
    return (
        Field(name="assistant_name", label=sentences.your_name, autocomplete="name", is_required=True),
        Field(
            name="assistant_email", label=sentences.your_email, kind="email", autocomplete="email", is_required=True
        ),
        Field(name="organisation", label=sentences.your_organisation, autocomplete="organization"),
    )  # fmt: skip


def _colleague_fields(context: CohortContext, rows: int) -> list[Field]:
    sentences = context.words.colleagues
    fields = []
    for number in range(1, rows + 1):
        fields.append(Field(name=name_field(number), label=sentences.name.format(n=str(number))))
        fields.append(
            Field(name=email_field(number), label=sentences.email.format(n=str(number)), kind="email")
        )
    return fields
