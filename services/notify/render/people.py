"""The sentences of a mail about people: the greeting, the recipient's role, the reason, and the contact."""

import re
from typing import Final

from services.notify.domain.letters.letter import Contact, Letter, RoleInOrganisation
from services.notify.render import clean
from services.notify.render.wording import MailWording
from shared import names
from shared.addresses import BadAddress, ascii_address

# A person's name has two to four words with capitals; "Skolchef, Nora kommun" is a role.
_NAME: Final = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){1,3}")
_PARTICLES: Final = frozenset(
    {"af", "av", "da", "de", "del", "den", "der", "di", "el", "la", "le", "van", "von", "zu"}
)
# Both languages say "in" a municipality or region, and "at" a school.
_AREA: Final = re.compile(r"(?i)(?:.* )?(?:\w*kommun|stad|län)|region .+")


def first_name(name: str) -> str | None:
    """Return the first name for the greeting, or None where the name is that of a role or a group, or would become a link."""
    name = clean.line(name)
    if names.reads_like_a_link(name):
        return None
    words = name.split(" ")
    looks_like_one = all(word[:1].isupper() or word in _PARTICLES for word in words) and name[:1].isupper()
    return words[0] if looks_like_one and _NAME.fullmatch(name) else None


def post(position: RoleInOrganisation, words: MailWording) -> str | None:
    """Return role and organisation as a phrase: skolchef i Nora kommun."""
    role, organisation = _role(position, words), clean.optional(position.organisation)
    if role and organisation:
        form = words.role_in_organisation if _AREA.fullmatch(organisation) else words.role_at_organisation
        return form.format(role, organisation)
    return role or organisation


def you(position: RoleInOrganisation, words: MailWording) -> str:
    """Return the start of a sentence about the recipient: du som är skolchef i Nora kommun."""
    role, organisation = _role(position, words), clean.optional(position.organisation)
    if role:
        return words.you_role.format(post(position, words))
    if organisation:
        form = words.in_organisation if _AREA.fullmatch(organisation) else words.at_organisation
        return words.you_organisation.format(form.format(organisation))
    return words.you


def address_of(contact: Contact) -> str | None:
    """Return the contact's address, or None where there is none that takes mail."""
    try:
        return ascii_address(contact.email) if contact.email else None
    except BadAddress:
        return None


def questions(contact: Contact, words: MailWording, *, is_answerable: bool) -> str | None:
    """Return whom to ask and how, or None where neither address nor number is known.

    `is_answerable`: a reply to the mail reaches the contact; else its address is written out. A label of one word
    ("Kontaktperson") is no name, and is left out.
    """
    label, phone, address = clean.line(contact.label), clean.optional(contact.phone), address_of(contact)
    who = label if " " in label else None
    if address is not None and not is_answerable:
        whom = f"{who}, {address}" if who else address
        return (
            words.questions_write_phone.format(whom, phone) if phone else words.questions_write.format(whom)
        )
    if address is None:
        return words.only_phone.format(f"{who}, {phone}" if who else phone) if phone else None
    if phone:
        return words.questions_who_phone.format(who, phone) if who else words.questions_phone.format(phone)
    return words.questions_who.format(who) if who else words.questions


def why(letter: Letter, words: MailWording, *, programme: str, organiser: str) -> str:
    """Return why the recipient gets the mail, as GDPR article 14 requires."""
    recipient = letter.recipient
    if letter.is_farewell:
        return words.why_earlier_address_programme.format(programme)
    if _is_invited(letter):
        role = (
            post(RoleInOrganisation(role=recipient.role, organisation=recipient.organisation), words)
            if recipient.role
            else None
        )
        if letter.origin == "kallelse":
            return words.why_called_organiser.format(organiser)
        return words.why_role.format(role) if role else words.why_invited_organiser.format(organiser)
    if letter.kind in {"opening", "staff", "answer"}:
        return {
            "opening": words.why_opening,
            "staff": words.why_staff_link[letter.staff_link]
            if letter.staff_link
            else words.why_staff_organiser,
            "answer": words.why_answer_organiser,
        }[letter.kind].format(organiser)
    if _is_waiting(letter):
        return words.why_waiting_programme.format(programme)
    return {
        "confirm": words.why_to_confirm_programme,
        "withdrawal": words.why_was_registered_programme,
        "cancellation": words.why_was_registered_programme,
        "substitute": words.why_registered_programme
        if letter.is_by_position
        else words.why_substitute_programme,
    }.get("withdrawal" if _was_registered(letter) else letter.kind, words.why_registered_programme).format(
        programme
    )


def _is_invited(letter: Letter) -> bool:
    if letter.mailing is not None:
        return letter.mailing.relation == "invited"
    is_asked = letter.kind in {"invitation", "invitation_reminder"} or letter.is_to_invited
    return is_asked or letter.links.answer_url is not None


def _is_waiting(letter: Letter) -> bool:
    if letter.mailing is not None:
        return letter.mailing.relation == "waiting"
    waits = {"waiting", "offered", "expired"}
    is_in_line = bool(letter.dates) and all(line.status in waits for line in letter.dates)
    return is_in_line and letter.kind != "confirm"


def _was_registered(letter: Letter) -> bool:
    return letter.mailing is not None and letter.mailing.relation == "was_registered"


def _role(position: RoleInOrganisation, words: MailWording) -> str | None:
    role = clean.optional(position.role)
    explained = words.role_explained.get(role.casefold()) if role else None
    return f"{role} ({explained})" if explained else role
