"""Every sentence of a mail that Python chooses; what is said in one place only stands in its template."""

from services.notify.render.wording import en, sv
from services.notify.render.wording.struct import Wording
from shared.events import Language

__all__ = ["Wording", "of"]

_ALL: dict[Language, Wording] = {"sv": sv.WORDING, "en": en.WORDING}


def of(language: Language) -> Wording:
    """Choose the words of a language."""
    return _ALL[language]
