"""The sentences of mails that Python chooses; a sentence used in one place only is in its template."""

from services.notify.render.wording import en, sv
from services.notify.render.wording.struct import MailWording
from shared.language import Language

__all__ = ["MailWording", "of"]

_ALL: dict[Language, MailWording] = {"sv": sv.WORDING, "en": en.WORDING}


def of(language: Language) -> MailWording:
    """Return the wording of a language."""
    return _ALL[language]
