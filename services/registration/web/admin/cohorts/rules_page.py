"""`/omgangar/{id}/inbjudningar`: whom a cohort invites, with whom each rule finds today."""

import msgspec
from litestar import Response

from services.registration.actions.invitations.count_invitees import RuleCount, count_invitees, count_people
from services.registration.store import cohorts
from services.registration.store.transaction import reading
from services.registration.store.views.staff import cohorts as view
from services.registration.web.admin.cohorts.cohort_fields import cohort_path
from services.registration.web.admin.kit.layout import Action, Head, StaffLayout
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond


class RuleRow(msgspec.Struct, frozen=True, kw_only=True):
    audience: str
    kind: str
    sessions: str
    opens: str
    until: str
    found: int
    new: int
    alert: str | None
    actions: tuple[Link, ...]


class RulesPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    said: str | None
    rows: tuple[RuleRow, ...]


async def show_rules(request: StaffRequest) -> Response[bytes]:
    """The page; it changes nothing."""
    texts = request.words.staff_rules
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, request.caller.organiser_id, request.id)
        audiences = dict(await view.choices(conn, view.AUDIENCES, request.caller.organiser_id))
    counts = await count_invitees(request.pool, request.caller, cohort.id)
    new = count_people(counts)
    own = f"/omgangar/{cohort.id}"
    actions = [
        Action(text=texts.new, href=request.address(f"{own}/ny-inbjudan"), kind="" if new else "primary")
    ]
    if new and cohort.status == "open":
        invite = Action(
            text=texts.invite.format(n=new), href=request.address(f"{own}/bjud-in"), kind="primary"
        )
        actions.insert(0, invite)
    if counts and cohort.status == "draft" and request.may("cohort.publish"):
        publish = Action(
            text=request.words.staff_cohort.publish, href=request.address(f"{own}/oppna"), kind="primary"
        )
        actions = [publish, Action(text=texts.new, href=request.address(f"{own}/ny-inbjudan"))]
    if not audiences and request.may("audience.create"):
        audience = request.words.staff_audiences.add
        actions.append(Action(text=audience, href=request.address("/malgrupper/ny"), kind="quiet"))
    page = RulesPage(
        layout=request.layout(texts.heading, "programmes", path=cohort_path(request, cohort)),
        head=Head(heading=texts.heading, meta=f"{cohort.name} · {texts.lead}", actions=tuple(actions)),
        said=texts.saved.get(request.query.get("om", "")),
        rows=tuple(_row(request, count, audiences) for count in counts),
    )
    return respond("staff/rules", page, language=request.locale.language)


def _row(request: StaffRequest, count: RuleCount, audiences: dict[str, str]) -> RuleRow:
    texts, rule = request.words.staff_rules, count.rule
    own = f"/inbjudningar/{rule.id}"
    actions = [Link(texts.change, request.address(f"{own}/andra"))]
    if rule.invited_at is None:
        actions.append(Link(texts.delete, request.address(f"{own}/ta-bort")))
    return RuleRow(
        audience=audiences.get(str(rule.audience_id), "–"),
        kind=texts.kinds[rule.kind],
        sessions=texts.all_sessions
        if rule.session_ids is None
        else texts.one_session
        if len(rule.session_ids) == 1
        else texts.some_sessions.format(n=len(rule.session_ids)),
        opens=rule.opens_on.isoformat() if rule.opens_on else texts.by_hand,
        until=rule.respond_by.isoformat() if rule.respond_by else texts.no_end,
        found=count.found,
        new=count.new,
        alert=texts.no_contact if count.has_nobody_to_ask else None if count.found else texts.finds_nobody,
        actions=tuple(actions),
    )
