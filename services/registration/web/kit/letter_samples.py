"""Letters with a text of one's own as notify makes them, with sample data (notify's internal HTTP side)."""

from typing import Final
from uuid import UUID

import httpx
import msgspec
from litestar.exceptions import ServiceUnavailableException

from services.registration.domain.cohort import Cohort
from services.registration.domain.mailings.letter_text import NewLetterText
from services.registration.domain.programme import Programme
from services.registration.domain.tenant import Organiser
from services.registration.store import cohorts, programmes
from services.registration.store.directory import organisers
from services.registration.store.mailings import letter_texts
from services.registration.store.transaction import reading
from services.registration.web.services import Services
from shared import letter_samples
from shared.language import Language
from shared.letter_samples import LetterSample, LetterSampleQuestion, LetterSamples
from shared.letter_texts import LetterKind, LetterText
from shared.logos import shown_size
from shared.postgres import Conn

_SECONDS: Final = 10.0
_LANGUAGES: Final[tuple[Language, ...]] = ("sv", "en")


class LetterOwner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose letters they are: the organiser's, or also a programme's, or also a cohort's."""

    organiser: Organiser
    programme: Programme | None = None
    cohort: Cohort | None = None

    @property
    def nearest_first(self) -> list[UUID]:
        """The ids of the owners whose texts hold, the nearest first."""
        return [one.id for one in (self.cohort, self.programme, self.organiser) if one is not None]


async def read_owner(
    conn: Conn, organiser_id: UUID, *, programme_id: UUID | None = None, cohort_id: UUID | None = None
) -> LetterOwner:
    """Return an owner with those above it; raises `NotFound`."""
    organiser = await organisers.get(conn, organiser_id)
    cohort = await cohorts.get(conn, organiser_id, cohort_id) if cohort_id is not None else None
    above = cohort.programme_id if cohort is not None else programme_id
    programme = await programmes.get(conn, organiser_id, above) if above is not None else None
    return LetterOwner(organiser=organiser, programme=programme, cohort=cohort)


async def ask_samples(services: Services, organiser_id: UUID, text: NewLetterText) -> list[LetterSample]:
    """Return the letter that a text is for, in every situation; raises `ServiceUnavailableException` where notify is away."""
    async with reading(services.pool) as conn:
        owner = await read_owner(conn, organiser_id, programme_id=text.programme_id, cohort_id=text.cohort_id)
    return await samples_of(services, owner, text.letter)


async def samples_of(services: Services, owner: LetterOwner, letter: LetterKind) -> list[LetterSample]:
    """Return a letter of an owner's in every situation, with the texts that are stored."""
    organiser = owner.organiser
    async with reading(services.pool) as conn:
        rows = await letter_texts.of_owners(conn, organiser.id, owner.nearest_first)
    rows.sort(key=lambda row: owner.nearest_first.index(row.owner_id))
    question = LetterSampleQuestion(
        letter=letter,
        organiser=organiser.name,
        short_name=organiser.short_name,
        accent=organiser.accent,
        logo=_logo(services, organiser),
        programme=owner.programme.title if owner.programme else None,
        cohort=owner.cohort.name if owner.cohort else None,
        texts=[
            LetterText(
                letter=letter,
                language=language,
                subject=getattr(row, f"subject_{language}"),
                body=getattr(row, f"body_{language}"),
            )
            for row in rows
            if row.letter == letter
            for language in _LANGUAGES
        ],
    )
    try:
        answer = await services.notify.post(
            letter_samples.PATH, content=msgspec.json.encode(question), timeout=_SECONDS
        )
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=LetterSamples).samples
    except (httpx.HTTPError, msgspec.MsgspecError) as error:
        raise ServiceUnavailableException from error


def _logo(services: Services, organiser: Organiser) -> tuple[str, int, int] | None:
    if not (organiser.logo_hash and organiser.logo_width and organiser.logo_height):
        return None
    address = f"{services.settings.base_url}/{organiser.slug}/logo?v={organiser.logo_hash}"
    return address, *shown_size(organiser.logo_width, organiser.logo_height)
