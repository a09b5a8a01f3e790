"""What can be done with a cohort now, by somebody with this role."""

from typing import Final, NamedTuple

from services.registration.domain.cohort import Cohort
from services.registration.domain.programme import Programme
from services.registration.store.views.staff.cohort_people import PeopleCounts
from services.registration.web.admin.kit.layout import Action
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.wording.words.staff.cohorts import InvitingState
from shared.events import CohortStatus


class _OfferedStep(NamedTuple):
    """A page that leads to an action: below which path, in which states of the cohort."""

    permission: str
    word: str
    path: str
    statuses: frozenset[CohortStatus]


_ALIVE: Final = frozenset[CohortStatus]({"draft", "open", "closed"})
_MORE: Final = (
    _OfferedStep("registration.create", "register", "/anmal", frozenset({"open"})),
    _OfferedStep("invitation_rule.create", "rules", "/inbjudningar", _ALIVE),
    _OfferedStep("question.create", "questions", "/fragor", _ALIVE),
    _OfferedStep("cohort.close", "close", "/stang", frozenset({"open"})),
    _OfferedStep("cohort.publish", "reopen", "/oppna", frozenset({"closed"})),
    _OfferedStep("cohort.cancel", "cancel", "/stall-in", _ALIVE),
)


def cohort_actions(
    request: StaffRequest,
    cohort: Cohort,
    programme: Programme,
    counts: PeopleCounts,
    *,
    has_sessions: bool,
    inviting: InvitingState,
) -> tuple[Action, ...]:
    """The most useful first, as the primary one: what a draft lacks, open, invite, remind."""
    texts, own = request.words.staff_cohort, f"/omgangar/{cohort.id}"
    found: list[tuple[str, str]] = []
    lacks_rules = inviting == "unchosen" and programme.registration != "open"
    if cohort.status == "draft" and not has_sessions and request.may("session.create"):
        found.append((texts.add_session, request.address(f"{own}/ny-traff")))
    elif cohort.status == "draft" and lacks_rules and request.may("invitation_rule.create"):
        found.append((texts.choose_whom, request.address(f"{own}/ny-inbjudan")))
    if cohort.status == "draft" and request.may("cohort.publish"):
        found.append((texts.publish, request.address(f"{own}/oppna")))
    if counts.silent and cohort.status == "open" and request.may("invitation.remind"):
        text = texts.remind_one if counts.silent == 1 else texts.remind.format(n=counts.silent)
        found.append((text, request.address(f"{own}/paminn")))
    invite = (texts.invite, request.address(f"{own}/bjud-in"))
    may_invite = cohort.status == "open" and inviting != "unchosen" and request.may("invitation.send")
    if may_invite and inviting != "all":
        found.append(invite)
    if counts.everybody and request.may("mailing.create"):
        found.append((texts.mailing, request.address("/utskick/nytt", omgang=str(cohort.id))))
    if may_invite and inviting == "all":  # somebody may be new, but that is seldom what is next
        found.append(invite)
    if request.may("cohort.change"):
        found.append((texts.change, request.address(f"{own}/andra")))
    if request.may("cohort.copy"):
        found.append((texts.copy, request.address(f"{own}/kopiera")))
    return tuple(
        Action(text=text, href=href, kind="primary" if not number else "" if number == 1 else "quiet")
        for number, (text, href) in enumerate(found)
    )


def more_actions(request: StaffRequest, cohort: Cohort, *, has_people: bool) -> tuple[Action, ...]:
    """What is done more seldom, at the end of the page."""
    texts, own = request.words.staff_cohort, f"/omgangar/{cohort.id}"
    steps = [
        Action(text=getattr(texts, step.word), href=request.address(f"{own}{step.path}"))
        for step in _MORE
        if cohort.status in step.statuses and request.may(step.permission)
    ]
    mailings = request.words.staff_mailings
    steps += [
        Action(text=mailings.heading, href=request.address("/utskick", omgang=str(cohort.id))),
        Action(
            text=request.words.staff_letters.to_letters,
            href=request.address("/brev", omgang=str(cohort.id)),
        ),
        Action(text=request.words.staff_reminder_rules.heading, href=request.address(f"{own}/paminnelser")),
        Action(text=request.words.staff_mail_times.link, href=request.address(f"{own}/mejl")),
        Action(text=mailings.to_ahead, href=request.address("/framover", omgang=str(cohort.id))),
    ]
    if cohort.status != "draft":
        steps.append(
            Action(
                text=texts.public_page,
                href=request.locale.address(f"/{request.signed_in.slug}/{cohort.slug}"),
            )
        )
    if not has_people and request.may("cohort.delete"):
        steps.append(Action(text=texts.delete, href=request.address(f"{own}/ta-bort")))
    return tuple(steps)
