"""Organisations by name, as people type them: where several are called so, the one above is said too."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from services.registration.domain.form import NAME
from services.registration.store.transaction import reading
from services.registration.store.views.staff import directory
from services.registration.store.views.staff.directory import NamedPlace
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.route import StaffRequest
from shared import swedish


class Places:
    """Finds organisations by what is typed, and says what they are called."""

    def __init__(self, found: Iterable[NamedPlace]) -> None:
        self._by_id = {place.id: place for place in found}
        self._by_key: dict[str, list[NamedPlace]] = {}
        for place in self._by_id.values():
            self._by_key.setdefault(swedish.sort_key(place.name), []).append(place)

    def called(self, place_id: UUID | None) -> str:
        """What to show and to type: the name, with the one above where several have it."""
        place = self._by_id.get(place_id) if place_id else None
        if place is None:
            return ""
        is_alone = len(self._by_key[swedish.sort_key(place.name)]) == 1
        return place.name if is_alone else place.whole

    def matching(self, text: str) -> list[NamedPlace]:
        """The organisations that the text can mean."""
        alike = self._by_key.get(swedish.sort_key(text), [])
        if alike:
            return alike
        key = swedish.sort_key(text)
        return [place for place in self._by_id.values() if swedish.sort_key(place.whole) == key]


async def places_of(
    request: StaffRequest, *, typed: Iterable[str] = (), place_ids: Iterable[UUID] = ()
) -> Places:
    """What is known of these names and ids. `Centralskolan, Malmö stad` is looked up as `Centralskolan` too."""
    names = {name for text in typed if text.strip() for name in _possible(text.strip())}
    async with reading(request.pool) as conn:
        return Places(
            await directory.places(
                conn, request.caller.organiser_id, names=sorted(names), place_ids=sorted(set(place_ids))
            )
        )


def read_place(reader: FormReader, places: Places, field: str, text: str | None) -> UUID | None:
    """The organisation that is typed in a field; an error at the field unless it is exactly one."""
    if not text:
        return None
    found = places.matching(text)
    if len(found) != 1:
        reader.error(field, "several" if found else "not_there")
        return None
    return found[0].id


def read_places(reader: FormReader, places: Places, field: str) -> tuple[UUID, ...]:
    """The organisations that are typed one on each line."""
    lines = lines_of(reader, field)
    found = [read_place(reader, places, field, line) for line in lines]
    return tuple(dict.fromkeys(one for one in found if one is not None))


def lines_of(reader: FormReader, field: str) -> list[str]:
    """What is typed one on each line; an error at the field if a line is too long."""
    text = reader.long_text(field) or ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(len(line) > NAME for line in lines):
        reader.error(field, "too_long", NAME)
        return []
    return list(dict.fromkeys(lines))


def typed_in(values: Mapping[str, object], names: Iterable[str]) -> list[str]:
    """All lines of these fields, as they were posted."""
    return [line for name in names for line in str(values.get(name, "")).splitlines() if "\x00" not in line]


def _possible(text: str) -> list[str]:
    return [text, *(text[:at].strip() for at, letter in enumerate(text) if letter == ",")]
