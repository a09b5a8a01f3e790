"""`/brev/visa`: a letter as it is read, in every situation and both languages; `/brev/mejl`: one of them as HTML."""

from typing import Final

import msgspec
from litestar import Response
from litestar.exceptions import ServiceUnavailableException

from services.registration.domain.errors import NotFound
from services.registration.web.admin.kit.layout import Action, Head, StaffLayout
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.letters.listing import source_of
from services.registration.web.admin.letters.owner import (
    OwnerLetters,
    address,
    letter_of,
    name_of,
    path_of,
    read_letters,
)
from services.registration.web.kit.layout import Link
from services.registration.web.kit.letter_samples import samples_of
from services.registration.web.kit.responses import respond
from shared.letter_samples import LetterSample
from shared.letter_texts import LetterKind

# A mail has its styles in it and a logo from this site; its links open nothing, and nothing in it can run.
_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class ShownLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter in one situation, named by the subject that we give it; `mail` is the same as HTML."""

    language: str
    about: str
    subject: str
    text: str
    mail: Link


class LanguageLetters(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    heading: str
    letters: tuple[ShownLetter, ...]


class LetterPage(msgspec.Struct, frozen=True, kw_only=True):
    """`take_back` is where the button posts; None where there is nothing of one's own. `away`: notify cannot be asked."""

    layout: StaffLayout
    head: Head
    said: str | None
    source: str
    always: tuple[str, ...]
    take_back: str | None
    take_back_text: str
    languages: tuple[LanguageLetters, ...]
    away: str | None


async def show_letter(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    it, letter = await read_letters(request), letter_of(request)
    texts = request.words.staff_letters
    samples = await _samples(request, it, letter)
    is_own = it.source(letter) == it.owner_id
    title = texts.letters[letter].title
    write = Action(
        text=texts.rewrite if is_own else texts.write_own, href=address(request, it, "skriv", letter)
    )
    page = LetterPage(
        layout=request.layout(
            title,
            "more" if not it.query else "programmes",
            path=(*path_of(request, it), Link(texts.heading, request.address("/brev", **it.query))),
        ),
        head=Head(
            heading=title,
            meta=f"{name_of(request, it)}. {texts.letters[letter].detail}",
            actions=(write,) if request.may("letter_text.change") else (),
        ),
        said=texts.saved.get(request.query.get("om", "")),
        source=source_of(request, it, letter),
        always=texts.always,
        take_back=address(request, it, "vart", letter)
        if is_own and request.may("letter_text.delete")
        else None,
        take_back_text=texts.take_back if it.owner.programme is None else texts.take_back_above,
        languages=tuple(
            LanguageLetters(
                id=f"prov-{language}",
                heading=heading,
                letters=_in_language(request, it, letter, language, samples or []),
            )
            for language, heading in texts.languages.items()
        )
        if samples is not None
        else (),
        away=texts.away if samples is None else None,
    )
    return respond("staff/letter", page, language=request.locale.language)


async def show_mail(request: StaffRequest) -> Response[bytes]:
    """One of the letters as HTML, as a mail program shows it."""
    it, letter = await read_letters(request), letter_of(request)
    samples = await _samples(request, it, letter)
    number = request.query.get("nr", "")
    if samples is None or not number.isascii() or not number.isdigit() or int(number) >= len(samples):
        raise NotFound("letter_text")
    return Response(
        samples[int(number)].html.encode(), media_type="text/html; charset=utf-8", headers=_HEADERS
    )


async def _samples(request: StaffRequest, it: OwnerLetters, letter: LetterKind) -> list[LetterSample] | None:
    """The letter in every situation; None where notify is away."""
    try:
        return await samples_of(request.services, it.owner, letter)
    except ServiceUnavailableException:
        return None


def _in_language(
    request: StaffRequest, it: OwnerLetters, letter: LetterKind, language: str, samples: list[LetterSample]
) -> tuple[ShownLetter, ...]:
    as_mail = request.words.staff_letters.as_mail
    return tuple(
        ShownLetter(
            language=one.language,
            about=one.about,
            subject=one.subject,
            text=one.text,
            mail=Link(as_mail, address(request, it, "mejl", letter, nr=str(number))),
        )
        for number, one in enumerate(samples)
        if one.language == language
    )
