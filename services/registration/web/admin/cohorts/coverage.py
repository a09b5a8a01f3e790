"""Which organisations nobody comes from, first and with the reason; then how many come from the others."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from services.registration.store.views.staff.cohort_people import OrganisationCover
from services.registration.web.admin.kit.list_file import file_links
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link
from shared import swedish

_SHOWN: Final = 40


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that nobody comes from."""

    name: str
    why: str


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    coming: int


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    heading: str
    empty: str | None
    gaps: tuple[Gap, ...]
    covered: tuple[Covered, ...]
    all: Link | None
    files: tuple[Link, ...] = ()


def coverage_of(
    request: StaffRequest, cohort_id: UUID, found: Sequence[OrganisationCover], *, is_whole: bool
) -> Coverage:
    """All organisations if `is_whole`, else the first ones."""
    texts = request.words.staff_cohort
    if not found:
        return Coverage(heading=texts.coverage_none, empty=texts.coverage_why, gaps=(), covered=(), all=None)
    ordered = in_order(found)
    shown = ordered if is_whole else ordered[:_SHOWN]
    coming = sum(one.yes > 0 for one in found)
    heading = texts.coverage_all if coming == len(found) else texts.coverage
    address = request.address(f"/omgangar/{cohort_id}", tackning="alla") + "#tackning"
    return Coverage(
        heading=heading.format(coming=coming, all=len(found)),
        empty=None,
        gaps=tuple(Gap(name=one.name, why=_why(request, one)) for one in shown if not one.yes),
        covered=tuple(Covered(name=one.name, coming=one.yes) for one in shown if one.yes),
        all=Link(texts.coverage_more.format(n=len(found)), address) if len(shown) < len(found) else None,
        files=file_links(request, f"/omgangar/{cohort_id}/tackning", what=texts.coverage_none),
    )


def in_order(found: Sequence[OrganisationCover]) -> list[OrganisationCover]:
    """Those that nobody comes from first, then by name."""
    return sorted(found, key=lambda one: (one.yes > 0, swedish.sort_key(one.name)))


def _why(request: StaffRequest, one: OrganisationCover) -> str:
    texts = request.words.staff_cohort
    reasons = (
        (texts.why_silent, one.silent),
        (texts.why_no, one.no),
        (texts.why_bounced, one.bounced),
        (texts.why_queued, one.queued),
    )
    return ", ".join(text.format(n=number) for text, number in reasons if number)
