"""Tells automatic replies from mails of people, also where no header says so, and reads what they say of an absence."""

import re
from datetime import date
from email.utils import parseaddr
from typing import Final, NamedTuple
from uuid import UUID

from services.notify.domain.inbound.absence_dates import until
from services.notify.domain.inbound.letter_text import text_of
from services.notify.domain.inbound.machines import is_automatic, is_receipt
from services.notify.domain.inbound.mail import InboundMail, mark_of
from services.notify.domain.reports import AutomaticReply

_MOST_SUBJECT: Final = 200
_MOST_LINES: Final = 40

# Families of subjects, as a program begins them. The first never begin a mail that a person writes.
_STRONG: Final = re.compile(
    r"\s*(?:auto(?:matiskt?)?[ -]?svar\b|automatiskt? (?:svar|e-?post|meddelande)|automatsvar|frånvaro(?:meddelande|besked|assistent|svar|hälsning)|"
    r"semester(?:svar|hälsning|meddelande)|auto(?:matic|mated)?[ -]?(?:reply|response|respond\w*|answer)\b|out[ -]of[ -](?:the[ -])?office|ooo\b|"
    r"vacation (?:reply|response|notice)|abwesenheits\w*|automatische antwort|réponse automatique|respuesta automática|risposta automatica|"
    r"automatisch antwoord|autom?aattinen vastaus|poissaoloviesti|fraværs\w*|utanför kontoret|jag är (?:inte på|ej på|borta|ledig|på semester|tjänstledig|föräldraledig|sjukskriven))",
    re.IGNORECASE,
)
# These may begin one, so that an end of the absence or our own subject has to follow.
_WEAK: Final = re.compile(
    r"\s*(?:frånvar(?:ande|o)|borta|ej på plats|inte på plats|ej anträffbar|inte anträffbar|semester|på semester|(?:tjänst|föräldra)?ledig|föräldraledighet|"
    r"sjukskriven|på resande fot|slutat|har slutat|away|absent|absence|on (?:vacation|holiday|leave|parental leave)|vacation|holiday|fraværende|ikke på kontoret|"
    r"ikke til stede|abwesend|absent du bureau|afwezig|poissa|not in the office)\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_WEAK_REST: Final = re.compile(
    r"\s*(?:$|:|[-–—]|\(|fr(?:ån|\.o\.m)|t\.?\s?o\.?\s?m|tom\b|till?\b|til\b|until\b|to\b|from\b|through\b|v(?:ecka|\.)\s?\d|\d)",
    re.IGNORECASE,
)
_ANSWERED: Final = re.compile(r"\s*(?:re|sv|aw|vs|ang|fwd?|vb)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_ABSENT: Final = re.compile(
    r"frånvar|borta\b|semester|ledig|inte på plats|ej på plats|på resande|sjukskriv|anträffbar|tillbaka|åter\b|slutat|"
    r"out of (?:the )?office|away|vacation|holiday|on leave|absen|return|back on|unavailable|no longer|ikke på kontor|fravær|abwesen|poissa",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(
    r"^\s*(?:>|-{3,}\s*(?:ursprungligt|original|vidarebefordra)|_{10,}|(?:från|from|von|fra):\s)",
    re.IGNORECASE,
)

_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_INSTEAD: Final = re.compile(
    r"ersätt|vikari|vikarierar|ställföreträd|i mitt ställe|i min frånvaro|tillförordnad|\btf\b|efterträd|"
    r"substitute|deputy|instead|in my (?:absence|place)|my (?:replacement|successor|cover)|covering for me|stedfortreder|vikar\b|stedet",
    re.IGNORECASE,
)
_ASK: Final = re.compile(
    r"kontakt|vänd (?:dig|er)|hänvisa|mejla|maila|skriv till|ring|contact|reach|turn to|write to|refer|e-?mail|get in touch",
    re.IGNORECASE,
)
# Mailboxes that are nobody.
_FUNCTION: Final = re.compile(
    r"(?:no-?reply|registrator|info|support|helpdesk|servicedesk|it|växel|vaxel|reception|kontakt|contact|post|kommun\w*|kansli\w*|"
    r"administration|admin|office|kundtjanst|kontaktcenter|medborgar\w*|hr|lon|ekonomi|faktura|press|utbildning|skola\w*|nämnd\w*|namnd\w*)$",
    re.IGNORECASE,
)
_NAME: Final = re.compile(
    r"([A-ZÅÄÖÉÜØÆ][\wåäöéüøæ]+(?:-[A-ZÅÄÖ]\w+)?(?: (?:von|af|de|van))?(?: [A-ZÅÄÖÉÜØÆ][\wåäöéüøæ]+(?:-[A-ZÅÄÖ]\w+)?){1,2})\W*(?:på |at |via |e-?post:? |\(|<|mailto:)*\W*$"
)


class _Substitute(NamedTuple):
    email: str
    name: str | None


def automatic(
    mail: InboundMail,
    raw: bytes,
    *,
    received: date,
    is_to_envelope: bool = False,
    has_no_sender: bool = False,
) -> AutomaticReply | None:
    """Read an automatic reply, `raw` as it came; None for what a person has written. Reports are told apart first: this is for what is none.

    `is_to_envelope`: it came to the address that programs answer, where talk of an absence is enough. `has_no_sender`: its
    envelope has none, which no person's mail is without.
    """
    subject = mail.subject[:_MOST_SUBJECT]
    text = _own_text(text_of(mail))
    talks_of_absence = bool(_ABSENT.search(subject) or _ABSENT.search(text))
    is_by_program = has_no_sender or _says_so(mail) or _begins_so(subject)
    if not is_by_program and not (is_to_envelope and talks_of_absence):
        return None
    is_absence = not is_receipt(mail) and (talks_of_absence or _begins_so(subject))
    found = _substitute(mail, text) if is_absence else None
    return AutomaticReply(
        mark=mark_of(mail, raw),
        subject=subject,
        is_absence=is_absence,
        until=until([*_own_subjects(subject), text], received=received) if is_absence else None,
        substitute_email=found.email if found else None,
        substitute_name=found.name if found else None,
        sender=parseaddr(mail.words("from"))[1].casefold(),
        answers=_answered(mail),
    )


def _answered(mail: InboundMail) -> tuple[UUID, ...]:
    """The deliveries whose Message-IDs stand in it, as `message_id` makes them."""
    text = " ".join(mail.words(name) for name in ("in-reply-to", "references"))
    return tuple(dict.fromkeys(UUID(hex=found) for found in re.findall(r"<[a-z_]+\.([0-9a-f]{32})@", text)))


def _says_so(mail: InboundMail) -> bool:
    return is_automatic(mail) or is_receipt(mail) or mail.field("return-path") == "<>"


def _begins_so(subject: str) -> bool:
    if _ANSWERED.match(subject):
        return False
    if _STRONG.match(subject):
        return True
    weak = _WEAK.match(subject)
    return weak is not None and _WEAK_REST.match(weak["rest"]) is not None


def _own_subjects(subject: str) -> list[str]:
    """What the program itself says in the subject: what follows a colon is mostly the subject that it answers."""
    head, _, rest = subject.partition(":")
    return [head, rest] if _begins_so(rest) else [head]


def _own_text(text: str) -> str:
    """The text before what it quotes."""
    lines: list[str] = []
    for line in text.splitlines():
        if _QUOTED.match(line) or len(lines) >= _MOST_LINES:
            break
        lines.append(line)
    return "\n".join(lines)


def _substitute(mail: InboundMail, text: str) -> _Substitute | None:
    """Who comes or answers instead, where a sentence says so: a person's address, neither the sender's nor our own."""
    names = ("from", "to", "reply-to", "return-path", "sender")
    own = {parseaddr(mail.words(name))[1].casefold() for name in names}
    sentences = re.split(r"(?<=[!?])\s+|(?<=[a-zåäö0-9)])\.\s+|\n\s*\n", text)
    for words, takes_functions in ((_INSTEAD, True), (_ASK, False)):
        for sentence in sentences:
            if words.search(sentence) is None:
                continue
            for found in _ADDRESS.finditer(sentence):
                address = found[0].strip(".-").casefold()
                local = address.partition("@")[0]
                if (
                    address in own
                    or re.match(r"no-?reply", local)
                    or (not takes_functions and _FUNCTION.match(local))
                ):
                    continue
                return _Substitute(address, _name(sentence[: found.start()], local))
    return None


def _name(before: str, local: str) -> str | None:
    """The name that stands before an address, else the one that the address is made of."""
    if found := _NAME.search(" ".join(before.split())):
        return re.sub(r"^(?:Kontakta|Contact|Mejla|Maila|Ring|Please|Vänd|Hälsa)\s+", "", found[1]).strip()
    parts = local.split(".")
    if len(parts) == 2 and all(part.isalpha() and len(part) > 1 for part in parts):
        return " ".join(part.capitalize() for part in parts)
    return None
