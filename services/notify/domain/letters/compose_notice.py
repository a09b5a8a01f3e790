"""Composes the letter of a notice (an opening, an enquiry, a link for staff), which goes to an address outside any registration."""

from services.notify.domain import delivery
from services.notify.domain.errors import NoAddress, Pointless
from services.notify.domain.letters.compose_context import ComposeContext
from services.notify.domain.letters.letter import (
    Contact,
    EnquiryContent,
    Letter,
    Links,
    MailFile,
    MailSender,
    ProgrammeInfo,
    Recipient,
)
from services.notify.domain.notices import notice_recipient
from services.notify.domain.unit_state import Notice
from shared import links
from shared.events import Enquiry, Organiser
from shared.language import Language
from shared.notice_events import Opening, StaffLink


def compose_notice(context: ComposeContext, notice: Notice) -> Letter:
    """Compose the letter. Raises `Pointless` without an organiser, `NoAddress` without a recipient."""
    organiser, task, sender_config = context.state.organiser, context.task, context.sender_config
    if organiser is None:
        raise Pointless("who sends it is no longer known")
    to = notice_recipient(context.state, task.kind)
    if not to:
        raise NoAddress("the notice has no address")
    return Letter(
        kind=task.kind,
        key=task.key,
        message_id=delivery.message_id(task.kind, task.id, sender_config.mail_domain),
        envelope_from=delivery.envelope_from(task.id, sender_config.secret, sender_config.mail_domain),
        made_at=context.now,
        language=_language(notice, task.kind),
        sender=MailSender(
            name=organiser.name,
            address=sender_config.sender_address,
            short_name=organiser.short_name,
            accent=organiser.accent,
        ),
        recipient=Recipient(name=_name(notice, task.kind), email=to),
        programme=ProgrammeInfo(title=_title(notice, organiser)),
        dates=(),
        links=_links(context, organiser, notice),
        contact=_contact(notice, task.kind),
        calendar_mode="none",
        enquiry=_question(notice, context.letter_files) if isinstance(notice, Enquiry) else None,
        staff_link=notice.reason if isinstance(notice, StaffLink) else None,
        correlation_id=task.correlation_id,
    )


def _title(notice: Notice, organiser: Organiser) -> str:
    match notice:
        case Opening():
            return notice.title
        case Enquiry():
            return notice.subject
        case StaffLink():
            return organiser.name


def _language(notice: Notice, kind: str) -> Language:
    # The organiser's staff read Swedish, in whatever language the enquiry was written.
    return "sv" if kind == "staff" and isinstance(notice, Enquiry) else notice.language


def _name(notice: Notice, kind: str) -> str:
    if isinstance(notice, Opening):
        return ""
    if isinstance(notice, StaffLink):
        return notice.name or ""
    return notice.to.label if kind == "staff" and notice.to else notice.name


def _contact(notice: Notice, kind: str) -> Contact | None:
    """Return who receives a reply to the mail: to staff, the enquirer; to the enquirer, the organiser's contact."""
    if not isinstance(notice, Enquiry):
        return None
    if kind == "staff":
        return Contact(label=notice.name, email=notice.email)
    return Contact(label=notice.to.label, email=notice.to.email) if notice.to else None


def _links(context: ComposeContext, organiser: Organiser, notice: Notice) -> Links:
    if isinstance(notice, StaffLink):
        token = links.make("s", notice.id, notice.generation, context.sender_config.link_keys)
        return Links(password_url=f"{context.sender_config.base_url}/admin/valkommen/{token}")
    base = f"{context.sender_config.base_url}/{organiser.slug}"
    return Links(
        privacy_url=f"{base}/personuppgifter",
        page_url=f"{base}/{notice.cohort_slug}" if isinstance(notice, Opening) else None,
    )


def _question(notice: Enquiry, files: tuple[MailFile, ...]) -> EnquiryContent:
    return EnquiryContent(
        subject=notice.subject,
        organisation=notice.organisation,
        name=notice.name,
        email=notice.email,
        audience=notice.audience,
        people=notice.people_words or (None if notice.people is None else str(notice.people)),
        wanted_when=notice.wanted_when,
        reference=notice.reference,
        message=notice.message,
        answer=notice.answer,
        is_letter=notice.is_letter,
        attachments=notice.attachments,
        files=files,
    )
