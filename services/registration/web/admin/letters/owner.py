"""Whose letters a page is about, from its address: `?omgang=`, `?satsning=`, or neither; and which letter, `?brev=`."""

from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain.errors import NotFound
from services.registration.domain.mailings.letter_text import OwnLetterText
from services.registration.store.mailings import letter_texts
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link
from services.registration.web.kit.letter_samples import LetterOwner, read_owner
from shared.letter_texts import LETTER_KINDS, LetterKind

_COHORT, _PROGRAMME, _LETTER = "omgang", "satsning", "brev"
_KINDS: Final = frozenset[str](LETTER_KINDS)


class OwnerLetters(msgspec.Struct, frozen=True, kw_only=True):
    """An owner with every text that holds there: its own, and those of the owners above it."""

    owner: LetterOwner
    rows: list[OwnLetterText]

    @property
    def owner_id(self) -> UUID:
        return self.owner.nearest_first[0]

    @property
    def query(self) -> dict[str, str]:
        """What the addresses of the owner's pages say."""
        if self.owner.cohort is not None:
            return {_COHORT: str(self.owner.cohort.id)}
        return {_PROGRAMME: str(self.owner.programme.id)} if self.owner.programme is not None else {}

    def own(self, letter: LetterKind) -> OwnLetterText | None:
        """The owner's own row for a letter; it may be without text."""
        return next(
            (row for row in self.rows if row.letter == letter and row.owner_id == self.owner_id), None
        )

    def source(self, letter: LetterKind) -> UUID | None:
        """Whose text holds, in part at least: the nearest owner's who has one; None: ours."""
        having = {row.owner_id for row in self.rows if row.letter == letter and not row.is_ours}
        return next((one for one in self.owner.nearest_first if one in having), None)


async def read_letters(request: StaffRequest) -> OwnerLetters:
    """Read the owner that the address names, with all texts; raises `NotFound`."""
    named = {name: request.query[name] for name in (_COHORT, _PROGRAMME) if request.query.get(name)}
    found = {name: read_uuid(value) for name, value in named.items()}
    if None in found.values():
        raise NotFound("cohort")
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        owner = await read_owner(
            conn, organiser_id, programme_id=found.get(_PROGRAMME), cohort_id=found.get(_COHORT)
        )
        rows = await letter_texts.of_owners(conn, organiser_id, owner.nearest_first)
    return OwnerLetters(owner=owner, rows=rows)


def letter_of(request: StaffRequest) -> LetterKind:
    """The kind of letter that the address names; raises `NotFound`."""
    name = request.query.get(_LETTER, "")
    if name not in _KINDS:
        raise NotFound("letter_text")
    letter: LetterKind = msgspec.convert(name, LetterKind)
    return letter


def address(request: StaffRequest, it: OwnerLetters, page: str, letter: LetterKind, **more: str) -> str:
    """The address of a page about one letter of the owner's."""
    return request.address(f"/brev/{page}", brev=letter, **it.query, **more)


def name_of(request: StaffRequest, it: OwnerLetters) -> str:
    """The owner in words."""
    owner = it.owner
    if owner.programme is None:
        return request.words.staff_letters.everything.format(name=owner.organiser.name)
    if owner.cohort is None:
        return owner.programme.title
    return f"{owner.programme.title}, {owner.cohort.name}"


def path_of(request: StaffRequest, it: OwnerLetters) -> tuple[Link, ...]:
    """The way to the owner's page."""
    owner = it.owner
    if owner.cohort is not None:
        return (Link(name_of(request, it), request.address(f"/omgangar/{owner.cohort.id}")),)
    if owner.programme is not None:
        return (Link(owner.programme.title, request.address(f"/program/{owner.programme.id}/andra")),)
    return ()
