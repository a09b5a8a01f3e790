"""`/admin/{organiser}/forfragningar/{id}`: one enquiry, its answer, and a note among colleagues."""

from collections.abc import Sequence

import msgspec
from litestar import Response

from services.registration.actions.public import enquire
from services.registration.domain.enquiry import Enquiry, EnquiryStatus
from services.registration.domain.errors import AlreadyAnswered, VersionConflict
from services.registration.domain.form import FieldReader
from services.registration.store import enquiries
from services.registration.store.transaction import reading
from services.registration.web.admin.enquiries.listing import status_of
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.mistakes import staff_summary
from services.registration.web.admin.kit.parts import moment, more
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import DateStatus
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled, mistake
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact, Notice
from services.registration.web.kit.responses import respond


class EnquiryOnPage(msgspec.Struct, frozen=True, kw_only=True):
    """`answer_field` is there while an answer can be mailed; `note_fields` for those who may change anything."""

    layout: StaffLayout
    head: Head
    notice: Notice | None
    summary: ErrorSummary | None
    status: DateStatus
    facts: tuple[Fact, ...]
    message: tuple[str, ...]
    answer: tuple[str, ...]
    answered: str | None
    answer_action: str
    answer_field: Field | None
    answer_button: str
    note_action: str
    note_fields: tuple[Field, ...]
    note: tuple[str, ...]
    version: int


async def show_enquiry(request: StaffRequest) -> Response[bytes]:
    """The page."""
    return _page(request, await _load(request))


async def answer_enquiry(request: StaffRequest) -> Response[bytes]:
    """Mail an answer; the second of two at once is told, and keeps what was written."""
    reader = FieldReader(request.form.values())
    answer = reader.long_text("answer", required=True)
    found = await _load(request)
    mistakes = [mistake(error, request.words) for error in reader.errors]
    if mistakes or answer is None or not found.email:
        return _page(request, found, mistakes)
    try:
        await enquire.answer(request.pool, request.caller, found.id, answer=answer)
    except AlreadyAnswered:
        text = request.words.staff_enquiries.answered_meanwhile
        return _page(request, await _load(request), [Mistake("answer", text)], status=409)
    request.services.wake()
    return request.go_to(f"/forfragningar/{found.id}", om="svarat")


async def note_enquiry(request: StaffRequest) -> Response[bytes]:
    """Store the note, and whether it is answered; nothing is mailed."""
    reader = FieldReader(request.form.values())
    note = reader.long_text("note")
    status = reader.choice("status", ("new", "answered"))
    found = await _load(request)
    if reader.errors or status is None:
        return _page(request, found, [mistake(error, request.words) for error in reader.errors])
    new_status: EnquiryStatus = "answered" if status == "answered" else "new"
    version = request.form.text("version")
    try:
        await enquire.note(
            request.pool,
            request.caller,
            found.id,
            status=new_status,
            note=note,
            version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        )
    except VersionConflict:
        text = request.words.staff_enquiries.changed_meanwhile
        return _page(request, found, [Mistake("note", text.format(note=found.note or "–"))], status=409)
    return request.go_to(f"/forfragningar/{found.id}", om="sparat")


async def _load(request: StaffRequest) -> Enquiry:
    async with reading(request.pool) as conn:
        return await enquiries.get(conn, request.caller.organiser_id, request.id)


def _page(
    request: StaffRequest, found: Enquiry, mistakes: Sequence[Mistake] = (), *, status: int = 422
) -> Response[bytes]:
    words, language = request.words, request.locale.language
    texts = words.staff_enquiries
    said = None if mistakes else texts.said.get(request.query.get("om", ""))
    heading = found.subject or texts.erased
    form = request.form if mistakes else None
    answered_at = moment(found.answered_at, language) if found.answered_at else None
    may_answer = request.may("enquiry.answer") and bool(found.email)
    # What was typed stays also where somebody else has answered meanwhile.
    has_form = may_answer and (found.answer is None or (form is not None and "answer" in form))
    answer_field = Field(name="answer", label=texts.your_answer, kind="long", is_required=True)
    here = f"/forfragningar/{found.id}"
    page = EnquiryOnPage(
        layout=request.layout(
            heading,
            "more",
            path=more(request, Link(texts.heading, request.address("/forfragningar"))),
            is_error=bool(mistakes),
        ),
        head=Head(heading=heading, meta=moment(found.asked_at, language)),
        notice=Notice(heading=said.title, text=said.detail) if said else None,
        summary=staff_summary(mistakes, words, (answer_field,)),
        status=status_of(found.status, request),
        facts=_facts(request, found),
        message=_lines(found.message),
        answer=_lines(found.answer),
        answered=texts.answered_at.format(when=answered_at) if answered_at and found.answer else None,
        answer_action=request.address(f"{here}/svar"),
        answer_field=filled((answer_field,), words, form, mistakes)[0] if has_form else None,
        answer_button=texts.send.format(name=found.name),
        note_action=request.address(here),
        note_fields=_note_fields(request, found, mistakes) if request.may("enquiry.change") else (),
        note=_lines(found.note),
        version=found.version,
    )
    return respond("staff/enquiry", page, language=language, status=status if mistakes else 200)


def _facts(request: StaffRequest, found: Enquiry) -> tuple[Fact, ...]:
    texts = request.words.staff_enquiries
    people = found.people_words or (None if found.people is None else str(found.people))
    rows = (
        (texts.name, found.name),
        (texts.organisation, found.organisation),
        (request.words.sign_in.email, found.email),
        (texts.audience, found.audience),
        (texts.people, people),
        (texts.wanted_when, found.wanted_when),
        (texts.reference, found.reference),
        (texts.attachments, ", ".join(found.attachments)),
    )
    return tuple(Fact(name, value) for name, value in rows if value)


def _note_fields(request: StaffRequest, found: Enquiry, mistakes: Sequence[Mistake]) -> tuple[Field, ...]:
    texts, form = request.words.staff_enquiries, request.form
    fields = (
        Field(name="note", label=texts.note, kind="long", hint=texts.note_hint, value=found.note or ""),
        Field(
            name="status",
            label=texts.is_it_answered,
            kind="choice",
            value=found.status,
            options=(("new", texts.new), ("answered", texts.answered)),
        ),
    )
    return filled(fields, request.words, form if mistakes and "note" in form else None, mistakes)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line for line in (text or "").splitlines() if line.strip())
