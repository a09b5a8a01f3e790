"""Which column of a sheet is which field: by the headings that people, Excel and Outlook use, or as the caller says."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, Literal, get_args

import msgspec

from services.registration.domain.directory.sheet.content import SheetContent, SheetRow, column_letter

Field = Literal[
    "email",
    "name",
    "given_name",
    "family_name",
    "organisation",
    "organisation_code",
    "organisation_id",
    "parent",
    "role",
    "group",
    "from",
    "until",
    "phone",
    "language",
    "protected_identity",
]
FIELDS: Final[tuple[Field, ...]] = get_args(Field)

# In order: of two headings for one field the first one counts. Outlook's own headings are in its Swedish and English exports.
_HEADINGS: Final[Mapping[Field, str]] = {
    "email": "e-postadress; e-post; epost; e-mail address; e-mail; email; mail; mejl; mejladress; mailadress; e-post 1; "
    "e-post: adress; primary email; e-mail 1 - value; e-post (arbete); epost arbete; jobbmejl",
    "name": "namn; name; fullständigt namn; full name; för- och efternamn; förnamn och efternamn; deltagare; deltagarens namn; "
    "person; visningsnamn; display name; e-postvisningsnamn; e-post visningsnamn; visningsnamn för e-post; e-mail display name; "
    "arkivera som; file as; anställd; medarbetare",
    "given_name": "förnamn; first name; given name; tilltalsnamn; firstname",
    "family_name": "efternamn; last name; family name; surname; lastname",
    "organisation": "organisation; organisationsnamn; företag; company; skola; skolenhet; skolans namn; enhet; arbetsplats; "
    "arbetsställe; förskola; kommun; huvudman; förvaltning; organization; school; employer; municipality; kommunnamn",
    "organisation_code": "kommunkod; organisationskod; kommun kod; municipality code; organisation code; länskod; county code",
    "organisation_id": "organisation id; organisations id; organisation_id",
    "parent": "tillhör; tillhör organisation; hör till; ingår i; överordnad; överordnad organisation; moderorganisation; "
    "under; parent; parent organisation; parent organization; belongs to; part of",
    "role": "befattning; roll; job title; role; titel; tjänst; tjänstetitel; yrke; position; title; funktion; yrkestitel",
    "group": "grupp; group; lärgrupp; nätverk",
    "from": "från; from; från och med; fr.o.m.; fr o m; startdatum; start; anställd från; från datum; giltig från; start date; since",
    "until": "till; until; till och med; t.o.m.; t o m; slutdatum; slut; anställd till; till datum; giltig till; end date; to",
    "phone": "mobiltelefon; mobil; mobilnummer; mobilnr; mobile phone; mobile; telefon; telefonnummer; telefonnr; tfn; tel; phone; "
    "telephone; phone number; telefon, arbete; telefon (arbete); business phone; telefon arbete; arbetstelefon; direktnummer; "
    "primary phone; primär telefon",
    "language": "språk; language; önskat språk",
    "protected_identity": "skyddad identitet; skyddade personuppgifter; skyddad; skyddad person; sekretess; sekretessmarkering; "
    "skyddad folkbokföring; protected identity; protected; protected_identity",
}
# Beside a column of schools, this one says where each of them is.
_MUNICIPALITY: Final = frozenset({"kommun", "kommunnamn", "municipality"})
# Beside a column of schools, these say under whom each of them is.
_ABOVE: Final = frozenset({"förvaltning", "huvudman"})
_LOOKED_AT: Final = 20


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column: its letter and heading, and the field that it is read as."""

    letter: str
    heading: str
    field: str | None = None


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Where each field is found. `row_number` is the heading's, and 0 where the sheet has none.

    `name_parts` are further columns below one heading of the name, which Excel merges.
    """

    by_field: Mapping[Field, int]
    headings: tuple[str, ...]
    row_number: int
    signature: str | None
    name_parts: tuple[int, ...] = ()

    @property
    def mapping(self) -> dict[str, str]:
        """Field by field the heading of its column, or the letter where it has none: what a caller can give."""
        return {field: self.headings[at] or column_letter(at) for field, at in self.by_field.items()}

    def shown(self) -> list[Column]:
        """Every column with the field that it is read as."""
        fields = {at: field for field, at in self.by_field.items()}
        fields.update(dict.fromkeys(self.name_parts, "name"))
        return [
            Column(letter=column_letter(at), heading=heading, field=fields.get(at))
            for at, heading in enumerate(self.headings)
        ]

    def heading_of(self, field: Field) -> str:
        """The heading above a field's column; its letter, or the field's name, where there is none."""
        at = self.by_field.get(field)
        return field if at is None else self.headings[at] or column_letter(at)


class MappingRefused(Exception):
    """The mapping names fields or columns that are not there."""

    def __init__(self, fields: Sequence[str], columns: Sequence[str]) -> None:
        super().__init__(fields, columns)
        self.fields = tuple(fields)
        self.columns = tuple(columns)


class NoEmailColumn(Exception):
    """No column of addresses was found; `columns` are what there is to choose from."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = tuple(columns)


def fold(heading: str) -> str:
    """A heading without case, signs and blanks, but with its letters' dots and rings."""
    return re.sub(r"[^\w]|_", "", unicodedata.normalize("NFC", heading).casefold())


_BY_HEADING: Final[Mapping[str, tuple[int, Field]]] = {
    fold(heading): (order, field)
    for field, headings in _HEADINGS.items()
    for order, heading in reversed(list(enumerate(headings.split(";"))))
}


def signature_of(headings: Sequence[str]) -> str:
    """The same for every file with these headings in this order."""
    return hashlib.sha256("\n".join(fold(heading) for heading in headings).encode()).hexdigest()[:32]


def find_heading(content: SheetContent) -> SheetRow | None:
    """The row of headings: of those above the first address the one that names most fields, else the nearest."""
    if content.pasted:
        return None
    first = content.rows[:_LOOKED_AT]
    has_address = [any("@" in cell for cell in row.cells) for row in first]
    above = first[: has_address.index(True)] if any(has_address) else first
    if not above:
        return None
    best = max(above, key=_count_fields)
    return best if _count_fields(best) else above[-1] if any(has_address) else above[0]


def _count_fields(row: SheetRow) -> int:
    return len({_BY_HEADING[key][1] for cell in row.cells if (key := fold(cell)) in _BY_HEADING})


class Headings(msgspec.Struct, frozen=True, kw_only=True):
    """The headings of a sheet, and a signature to remember a mapping by; none where there are no headings."""

    row: SheetRow | None
    texts: tuple[str, ...]
    signature: str | None


def find_headings(content: SheetContent) -> Headings:
    """The headings above all columns of the sheet."""
    row = find_heading(content)
    width = max((len(each.cells) for each in content.rows), default=0)
    cells = row.cells if row else ()
    texts = (*cells, *[""] * (width - len(cells)))
    return Headings(row=row, texts=texts, signature=signature_of(texts) if row else None)


def find_columns(content: SheetContent, given: Mapping[str, str] | None = None) -> Columns:
    """Find each field's column; raises `NoEmailColumn`, or `MappingRefused` for a mapping that does not fit.

    A `given` mapping of fields to headings (or letters) replaces what the headings say.
    """
    found = find_headings(content)
    row, headings = found.row, found.texts
    by_field = _as_given(given, headings) if given else _guessed(content, row, headings)
    columns = Columns(
        by_field=by_field,
        headings=headings,
        row_number=row.number if row else 0,
        signature=found.signature,
        name_parts=_name_parts(by_field, headings, content) if row and not given else (),
    )
    if "email" not in by_field:
        raise NoEmailColumn(columns.shown())
    return columns


def _by_headings(headings: Sequence[str]) -> dict[Field, int]:
    best: dict[Field, tuple[int, int]] = {}
    for at, heading in enumerate(headings):
        if (known := _BY_HEADING.get(fold(heading))) is None:
            continue
        order, field = known
        best[field] = min(best.get(field, (order, at)), (order, at))
    beside = [at for at, heading in enumerate(headings) if fold(heading) in _MUNICIPALITY]
    if beside and "organisation_code" not in best and best["organisation"][1] not in beside:
        best["organisation_code"] = (0, beside[0])
    above = [at for at, heading in enumerate(headings) if fold(heading) in _ABOVE]
    if above and "parent" not in best and best["organisation"][1] not in above:
        best["parent"] = (0, above[0])
    return {field: best[field][1] for field in FIELDS if field in best}


def _guessed(content: SheetContent, row: SheetRow | None, headings: Sequence[str]) -> dict[Field, int]:
    by_field = _by_headings(headings) if row else {}
    if "email" not in by_field:
        by_field = _by_values(content, row, by_field) | by_field
    return by_field


def _by_values(
    content: SheetContent, heading: SheetRow | None, known: Mapping[Field, int]
) -> dict[Field, int]:
    """Where no heading says it: the column with addresses, and the first other one with words for the name."""
    below = [row for row in content.rows if heading is None or row.number > heading.number]
    sample = below[:_LOOKED_AT]
    width = max((len(row.cells) for row in sample), default=0)
    if content.pasted:
        return {"email": 1, "name": 0}
    hits = [sum("@" in cell for row in sample for cell in row.cells[at : at + 1]) for at in range(width)]
    if not any(hits):
        return {}
    email = hits.index(max(hits))
    if any(field in known for field in ("name", "given_name", "family_name")):
        return {"email": email}
    words = [
        at
        for at in range(width)
        if at != email
        and at not in known.values()
        and all(not re.search(r"[@\d]", cell) for row in sample for cell in row.cells[at : at + 1])
        and any(row.cells[at : at + 1] != ("",) for row in sample)
    ]
    if len(words) >= 2 and all(
        " " not in "".join(row.cells[at : at + 1]) for row in sample for at in words[:2]
    ):
        return {"email": email, "given_name": words[0], "family_name": words[1]}
    return {"email": email, "name": words[0]} if words else {"email": email}


def _as_given(given: Mapping[str, str], headings: Sequence[str]) -> dict[Field, int]:
    places = {fold(column_letter(at)): at for at in reversed(range(len(headings)))}
    places |= {fold(heading): at for at, heading in reversed(list(enumerate(headings))) if heading}
    unknown = [field for field in given if field not in FIELDS]
    missing = [column for column in given.values() if fold(column) not in places]
    if unknown or missing:
        raise MappingRefused(unknown, missing)
    return {field: places[fold(given[field])] for field in FIELDS if field in given}


def _name_parts(
    by_field: Mapping[Field, int], headings: Sequence[str], content: SheetContent
) -> tuple[int, ...]:
    """The column beside the name whose heading is empty because it is merged with the name's: the family name."""
    at = by_field.get("name")
    if at is None or "family_name" in by_field or at + 1 >= len(headings) or headings[at + 1]:
        return ()
    beside = [row.cells[at + 1] for row in content.rows if len(row.cells) > at + 1 and row.cells[at + 1]]
    return (at + 1,) if beside and not any(re.search(r"[@\d]", cell) for cell in beside) else ()
