"""What a message says, read when it is sent: the thing as the API shows it now, without what only few may read.

People with a protected identity are masked, as without `?reveal=true`, and nobody is named once their erasure is asked for,
though a last mail may still need their name. Answers to questions and the address of a meeting
stay here: whoever needs them asks the API.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.caller import system
from services.registration.domain.directory.person import ERASED_NAME
from services.registration.domain.errors import NotFound
from services.registration.domain.webhooks.webhook import DueMessage
from services.registration.store import erasures
from services.registration.store.transaction import reading
from services.registration.web.api import cohorts, registrations, sessions
from services.registration.web.api.kit.request import ApiRequest
from services.registration.web.api.registration_fields import RegisteredPerson
from services.registration.web.services import Services
from shared import times

Load = Callable[[ApiRequest, UUID], Awaitable[msgspec.Struct]]

# By the kind of message: what the thing is called, and who shows it. A test is about nothing.
_SHOWN: Final[Mapping[str, tuple[str, Load]]] = {
    "registration.changed": ("registration", registrations.load),
    "session.changed": ("session", sessions.load),
    "cohort.changed": ("cohort", cohorts.load),
    "attendance.changed": ("session", sessions.load),
}
_LEFT_OUT: Final = frozenset({"answers", "join_url", "warnings"})


async def body_of(services: Services, message: DueMessage) -> bytes:
    """The body of a message; null in the place of a thing that has been removed since."""
    data: dict[str, Any] = {"id": message.subject_id}  # Any: JSON
    if (shown := _SHOWN.get(message.kind)) is not None:
        noun, load = shown
        data[noun] = await _thing(services, message, load)
    return msgspec.json.encode({"type": message.kind, "timestamp": message.happened_at, "data": data})


async def _thing(services: Services, message: DueMessage, load: Load) -> dict[str, Any] | None:  # Any: JSON
    caller = system(times.now()).for_organiser(message.organiser_id)
    request = ApiRequest(caller=caller, services=services, path={}, query={}, body=b"")
    try:
        found = msgspec.structs.asdict(await load(request, message.subject_id))
    except NotFound:
        return None
    if isinstance(person := found.get("person"), RegisteredPerson):
        found["person"] = await _unless_erased(services, message.organiser_id, person)
    return {name: value for name, value in found.items() if name not in _LEFT_OUT}


async def _unless_erased(
    services: Services, organiser_id: UUID, person: RegisteredPerson
) -> RegisteredPerson:
    async with reading(services.pool) as conn:
        if await erasures.find(conn, organiser_id, person.id) is None:
            return person
    return msgspec.structs.replace(person, name=ERASED_NAME, email=None, organisation=None, role=None)
