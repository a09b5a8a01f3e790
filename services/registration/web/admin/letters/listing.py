"""`/brev`: every kind of letter of an organiser, a programme or a cohort, and whose text it has."""

import msgspec
from litestar import Response

from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.letters.owner import (
    OwnerLetters,
    address,
    name_of,
    path_of,
    read_letters,
)
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond
from shared.letter_texts import LETTER_KINDS, LetterKind


class LetterLine(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of letter: its name, when it goes, and whose text it has."""

    link: Link
    about: str
    source: str
    is_own: bool


class LettersPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    lead: tuple[str, ...]
    letters: tuple[LetterLine, ...]


async def show_list(request: StaffRequest) -> Response[bytes]:
    """The list."""
    it, texts = await read_letters(request), request.words.staff_letters
    page = LettersPage(
        layout=request.layout(
            texts.heading, "more" if not it.query else "programmes", path=path_of(request, it)
        ),
        head=Head(heading=texts.heading, meta=name_of(request, it)),
        lead=(texts.lead, texts.nearest),
        letters=tuple(
            LetterLine(
                link=Link(texts.letters[letter].title, address(request, it, "visa", letter)),
                about=texts.letters[letter].detail,
                source=source_of(request, it, letter),
                is_own=it.source(letter) == it.owner_id,
            )
            for letter in LETTER_KINDS
        ),
    )
    return respond("staff/letters", page, language=request.locale.language)


def source_of(request: StaffRequest, it: OwnerLetters, letter: LetterKind) -> str:
    """Whose text a letter has, in words."""
    texts, source = request.words.staff_letters, it.source(letter)
    if source is None:
        return texts.ours
    if source == it.owner_id:
        return texts.own
    is_programme = it.owner.programme is not None and source == it.owner.programme.id
    return texts.of_programme if is_programme else texts.of_organiser
