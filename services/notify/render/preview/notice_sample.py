"""Sample letters to addresses outside any registration, with fictional people."""

from typing import Final

from msgspec.structs import replace

from services.notify.domain.letters.letter import (
    Contact,
    EnquiryContent,
    Letter,
    Links,
    MailKind,
    ProgrammeInfo,
)
from services.notify.render.preview.sample import letter_of
from shared.language import Language
from shared.notice_events import StaffLinkReason

NOTICES: Final[tuple[MailKind, ...]] = ("opening", "staff", "answer")
STAFF_LINKS: Final[tuple[StaffLinkReason, ...]] = ("invited", "forgotten")

_ENQUIRY: Final = EnquiryContent(
    subject="Kollegialt lärande, våra rektorer",
    organisation="Nora kommun",
    name="Karin Åberg",
    email="karin.aberg@nora.example",
    audience="rektorer",
    people="24",
    wanted_when="hösten 2027",
    reference="REF-17",
    message="Gärna på plats.\nVi har egen lokal.",
    answer="Det ordnar vi.\nVi ringer i veckan.",
)


def notice_of(language: Language, kind: MailKind, case: str = "notice") -> Letter:
    """Return one letter of this kind."""
    letter = letter_of(language, kind, case, ())
    base = (letter.links.privacy_url or "").removesuffix("/personuppgifter")
    if kind == "opening":
        page_url = f"{base}/varen-2027"
        return replace(
            letter, links=Links(privacy_url=letter.links.privacy_url, page_url=page_url), contact=None
        )
    asker = Contact(label=_ENQUIRY.name, email=_ENQUIRY.email)
    return replace(
        letter,
        programme=ProgrammeInfo(title=_ENQUIRY.subject),
        links=Links(privacy_url=letter.links.privacy_url),
        contact=asker if kind == "staff" else letter.contact,
        enquiry=_ENQUIRY,
    )


def letter_answered_of(language: Language, kind: MailKind) -> Letter:
    """Return the letter of this kind about a reply to one of our mails."""
    letter = notice_of(language, kind, "letter")
    subject = "Lärträff 2, 20 januari 2027: Sv: Kalenderinbjudan"
    words = replace(
        _ENQUIRY,
        subject=subject,
        organisation="",
        audience=None,
        people=None,
        wanted_when=None,
        reference=None,
        message="Jag blir tio minuter sen.",
        is_letter=True,
        attachments=("karta.pdf",),
    )
    return replace(letter, programme=ProgrammeInfo(title=subject), enquiry=words)


def staff_link_of(language: Language, reason: StaffLinkReason) -> Letter:
    """Return the letter that brings a link for choosing a password."""
    letter = letter_of(language, "staff", f"link-{reason}", ())
    base = (letter.links.privacy_url or "").rsplit("/", 2)[0]
    return replace(
        letter,
        programme=ProgrammeInfo(title=letter.sender.name),
        links=Links(password_url=f"{base}/admin/valkommen/{'A' * 48}"),
        contact=None,
        staff_link=reason,
    )
