"""Whether a mail that came in is by a machine, and whether it is one of our own that has come round."""

from typing import Final

from services.notify.domain.inbound.mail import InboundMail

MOST_HOPS: Final = 30
_OWN: Final = "x-kallelse-"
_BULK: Final = frozenset({"bulk", "junk", "list", "auto_reply"})
_AUTOMATIC: Final = ("x-autoreply", "x-autorespond", "x-auto-response", "x-mailer-autoreply")


def is_loop(mail: InboundMail) -> bool:
    """Whether an installation of Kallelse has sent the mail, or it has gone round and round; it is never passed on."""
    is_own = any(name.startswith(_OWN) for name, _ in mail.fields)
    return is_own or sum(1 for _ in mail.all_of("received")) > MOST_HOPS


def is_report(mail: InboundMail, envelope_from: str) -> bool:
    """Whether a mail server reports about a mail: by its type, or because it has no sender."""
    content_type = (mail.field("content-type") or "").lower()
    is_typed = content_type.startswith("multipart/report") or any(
        part.content_type == "message/delivery-status" for part in mail.parts
    )
    return is_typed or (not envelope_from.strip("<> ") and not is_automatic(mail))


def is_automatic(mail: InboundMail) -> bool:
    """Whether the headers say that nobody wrote the mail (RFC 3834)."""
    submitted = (mail.field("auto-submitted") or "no").split(";")[0].strip().lower()
    precedence = (mail.field("precedence") or "").strip().lower()
    return (
        submitted != "no" or precedence in _BULK or any(mail.field(name) is not None for name in _AUTOMATIC)
    )
