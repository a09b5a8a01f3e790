"""People with a protected identity in responses: masked, unless the caller asks to see them, which is logged.

A viewer sees no such person at all. A coordinator sees that there is one, with a flag; name, address, organisation and what
would say where they work are shown only with `?reveal=true`, and each person shown leaves a row in the audit log.
"""

from collections.abc import Iterable
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from services.registration.actions.directory.reveal_people import note_revealed
from services.registration.domain import permissions
from services.registration.domain.directory.person import MASKED_NAMES, PROTECTED_NAMES
from services.registration.web.api.kit.problems import RoleTooLow
from services.registration.web.api.kit.request import ApiRequest, ListQuery

S = TypeVar("S", bound=msgspec.Struct)

# What is shown in the place of each field; a field that a resource does not have is left out.
_MASKS: Final[dict[str, Any]] = {
    "email": None,
    "phone": None,
    "organisation": None,
    "role": None,
    "message": None,
    "to": None,
}


class RevealQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`reveal`: show people with a protected identity. Each one shown is noted in the audit log."""

    reveal: bool = False


class RevealListQuery(ListQuery, frozen=True, kw_only=True):
    """The same for a list."""

    reveal: bool = False


def is_masked_name(name: str) -> bool:
    """Whether a name is what a response shows in the place of one: a program may send back what it was shown."""
    return name in MASKED_NAMES


def masked(request: ApiRequest, shown: S) -> S:
    """A person as shown without `reveal`: with the name and all that says who and where masked."""
    if not getattr(shown, "protected_identity", False):
        return shown
    changes = {name: value for name, value in _MASKS.items() if name in shown.__struct_fields__}
    if "name" in shown.__struct_fields__:
        changes["name"] = PROTECTED_NAMES[request.caller.language]
    if "positions" in shown.__struct_fields__:
        changes["positions"] = []
    return msgspec.structs.replace(shown, **changes)


async def shown_people(
    request: ApiRequest, shown: Iterable[tuple[S, UUID | None]], *, reveal: bool
) -> list[S]:
    """Mask the people with a protected identity, or note that they were revealed; each with the id of the person."""
    pairs = list(shown)
    if not reveal:
        return [masked(request, one) for one, _ in pairs]
    if not permissions.may(request.caller.actor, "person.reveal"):
        raise RoleTooLow
    protected = {
        person_id
        for one, person_id in pairs
        if person_id is not None and getattr(one, "protected_identity", False)
    }
    if protected:
        await note_revealed(request.pool, request.caller, sorted(protected))
    return [one for one, _ in pairs]
