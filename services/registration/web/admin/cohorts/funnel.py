"""From invited to coming: how many are left at each step, and who was lost on the way."""

from uuid import UUID

import msgspec

from services.registration.store.views.staff.cohort_people import PeopleCounts
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link


class FunnelStep(msgspec.Struct, frozen=True, kw_only=True):
    """A number with its words; `whole` is the width of the bar. `lost` leads to those who fell away here."""

    number: int
    what: str
    whole: int
    lost: Link | None = None
    note: str | None = None


def funnel_of(request: StaffRequest, cohort_id: UUID, counts: PeopleCounts) -> tuple[FunnelStep, ...]:
    """The four steps; none if nobody is invited."""
    if not counts.invited:
        return ()
    texts = request.words.staff_cohort
    delivered = counts.invited - counts.queued - counts.bounced

    def lost(number: int, text: str, selection: str) -> Link | None:
        href = request.address(f"/omgangar/{cohort_id}", urval=selection) + "#personer"
        return Link(text.format(n=number), href) if number else None

    answered = delivered - counts.silent
    return (
        FunnelStep(
            number=counts.invited,
            what=texts.invited,
            whole=counts.invited,
            note=texts.queued.format(n=counts.queued) if counts.queued else None,
        ),
        FunnelStep(
            number=delivered,
            what=texts.delivered,
            whole=counts.invited,
            lost=lost(counts.bounced, texts.bounced, "bounced"),
        ),
        FunnelStep(
            number=answered,
            what=texts.answered,
            whole=counts.invited,
            lost=lost(counts.silent, texts.silent, "silent"),
        ),
        FunnelStep(
            number=counts.invited_yes,
            what=texts.coming,
            whole=counts.invited,
            lost=lost(counts.no, texts.declined, "no"),
        ),
    )
