"""The letters of what goes to an address outside any registration."""

from services.notify.domain import delivery
from services.notify.domain.errors import NoAddress, Pointless
from services.notify.domain.letter import About, Contact, Letter, Links, Question, Recipient, Sender
from services.notify.domain.notices import recipient
from services.notify.domain.task import Case
from shared.events import Enquiry, Language, Opening, Organiser


def compose_notice(case: Case, one: Enquiry | Opening) -> Letter:
    """Put the letter together; `Pointless` where nobody knows any more who sends it."""
    organiser, task, office = case.world.organiser, case.task, case.office
    if organiser is None:
        raise Pointless("who sends it is no longer known")
    to = recipient(case.world, task.kind)
    if not to:
        raise NoAddress("the notice has no address")
    return Letter(
        kind=task.kind,
        key=task.key,
        message_id=delivery.message_id(task.kind, task.id, office.mail_domain),
        envelope_from=delivery.envelope_from(task.id, office.mail_domain),
        made_at=case.now,
        language=_language(one, task.kind),
        sender=Sender(
            name=organiser.name,
            address=office.sender_address,
            short_name=organiser.short_name,
            accent=organiser.accent,
        ),
        recipient=Recipient(name=_name(one, task.kind), email=to),
        programme=About(title=one.title if isinstance(one, Opening) else one.subject),
        dates=(),
        links=_links(case, organiser, one),
        contact=_contact(one, task.kind),
        calendar_mode="none",
        question=_question(one) if isinstance(one, Enquiry) else None,
        correlation_id=task.correlation_id,
    )


def _language(one: Enquiry | Opening, kind: str) -> Language:
    # Whoever answers for the organiser reads Swedish, whatever language was asked in.
    return "sv" if kind == "staff" else one.language


def _name(one: Enquiry | Opening, kind: str) -> str:
    if isinstance(one, Opening):
        return ""
    return one.to.label if kind == "staff" and one.to else one.name


def _contact(one: Enquiry | Opening, kind: str) -> Contact | None:
    """Whom an answer to the mail reaches: the one who asked, or the one who was asked."""
    if isinstance(one, Opening):
        return None
    if kind == "staff":
        return Contact(label=one.name, email=one.email)
    return Contact(label=one.to.label, email=one.to.email) if one.to else None


def _links(case: Case, organiser: Organiser, one: Enquiry | Opening) -> Links:
    base = f"{case.office.base_url}/{organiser.slug}"
    return Links(
        privacy_url=f"{base}/personuppgifter",
        page_url=f"{base}/{one.cohort_slug}" if isinstance(one, Opening) else None,
    )


def _question(one: Enquiry) -> Question:
    return Question(
        subject=one.subject,
        organisation=one.organisation,
        name=one.name,
        email=one.email,
        audience=one.audience,
        people=one.people,
        wanted_when=one.wanted_when,
        reference=one.reference,
        message=one.message,
        answer=one.answer,
    )
