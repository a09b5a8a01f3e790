"""`/brev/skriv`: write a subject and a text of one's own for a letter; `/brev/vart`: back to ours with one press."""

from typing import Final

from litestar import Response

from services.registration.actions.mailings import change_letter_text
from services.registration.domain.errors import FieldsRefused, InUse, VersionConflict
from services.registration.domain.mailings import letter_text as domain
from services.registration.domain.mailings.letter_text import (
    TEXTS,
    NewLetterText,
    OwnLetterTextChanges,
    require_texts,
)
from services.registration.domain.mailings.mailing import SUBJECT
from services.registration.web.admin.kit.edit_form import EditForm, FormButton, FormSection
from services.registration.web.admin.kit.editing import Editable, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.letters.owner import (
    address,
    letter_of,
    name_of,
    path_of,
    read_letters,
)
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link
from shared import placeholders
from shared.language import Language

_LANGUAGES: Final[tuple[Language, ...]] = ("sv", "en")


async def show_form(request: StaffRequest) -> Response[bytes]:
    """The form with what is stored."""
    return await open_form(request, _load)


async def save(request: StaffRequest) -> Response[bytes]:
    """Store the texts, and go on to the letter as it is read now."""
    return await save_form(request, _load, _store)


async def take_back(request: StaffRequest) -> Response[bytes]:
    """Take the texts away; a second press finds nothing to take, and says the same."""
    it, letter = await read_letters(request), letter_of(request)
    own = it.own(letter)
    if own is not None and not own.is_ours:
        await change_letter_text.delete(request.pool, request.caller, own.id)
    return request.go_to("/brev/visa", brev=letter, **it.query, om="vart")


async def _load(request: StaffRequest) -> Editable:
    it, letter = await read_letters(request), letter_of(request)
    texts, own = request.words.staff_letters, it.own(letter)
    form = EditForm(
        title=texts.write.format(letter=texts.letters[letter].title),
        meta=name_of(request, it),
        action=address(request, it, "skriv", letter),
        sections=tuple(_section(request, language) for language in _LANGUAGES),
        buttons=(FormButton(text=texts.save),),
        leave=Link(request.words.staff_forms.leave, address(request, it, "visa", letter)),
        room="more" if not it.query else "programmes",
        path=(*path_of(request, it), Link(texts.heading, request.address("/brev", **it.query))),
        follows=(texts.letters[letter].detail, *texts.always),
    )
    values = {name: (getattr(own, name) if own else None) or "" for name in TEXTS}
    # Nothing stored is version 0, so that two who write the first text at once are told of each other.
    return Editable(form=form, values=values, version=own.version if own else 0, id=own.id if own else None)


def _section(request: StaffRequest, language: Language) -> FormSection:
    texts = request.words.staff_letters
    fields = ", ".join(f"{{{{{name}}}}}" for name in placeholders.names(language))
    return FormSection(
        id=f"texter-{language}",
        heading=texts.languages[language],
        fields=(
            Field(
                name=f"subject_{language}", label=texts.labels[f"subject_{language}"], hint=texts.subject_hint
            ),
            Field(
                name=f"body_{language}",
                label=texts.labels[f"body_{language}"],
                kind="long",
                hint=texts.body_hint.format(fields=fields),
            ),
        ),
    )


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    it, letter = await read_letters(request), letter_of(request)
    written = {f"subject_{one}": reader.line(f"subject_{one}", limit=SUBJECT) for one in _LANGUAGES}
    written |= {f"body_{one}": reader.long_text(f"body_{one}", limit=domain.BODY) for one in _LANGUAGES}
    cohort, programme = it.owner.cohort, it.owner.programme
    new = NewLetterText(
        letter=letter,
        cohort_id=cohort.id if cohort else None,
        programme_id=programme.id if programme and not cohort else None,
        **written,
    )
    try:
        require_texts(new)
    except FieldsRefused as refused:
        reader.errors += refused.errors
    reader.check()
    if (own := it.own(letter)) is not None:
        changes = OwnLetterTextChanges(**written)
        await change_letter_text.change(request.pool, request.caller, own.id, changes, version=version)
    elif not new.is_ours:
        try:
            await change_letter_text.create(request.pool, request.caller, new)
        except InUse:
            raise VersionConflict(it.owner_id) from None
    whose = "&".join(f"{name}={value}" for name, value in it.query.items())
    return f"/brev/visa?brev={letter}&om=sparat" + (f"&{whose}" if whose else "")
