"""Every sentence of a mail that Python chooses; what is said in one place only stands in its template."""

from services.notify.render.wording import en, sv
from services.notify.render.wording.struct import MailWording
from shared.events import Language

__all__ = ["MailWording", "of"]

_ALL: dict[Language, MailWording] = {"sv": sv.WORDING, "en": en.WORDING}


def of(language: Language) -> MailWording:
    """Choose the words of a language."""
    return _ALL[language]
