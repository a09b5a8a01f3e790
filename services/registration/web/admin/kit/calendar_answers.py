"""An answer from a calendar that waits for a person: what was answered, and what can be done about it."""

from typing import Final

import msgspec

from services.registration.store.views.staff.calendar_answers import WaitingAnswer
from services.registration.web.admin.kit.layout import Action
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link
from services.registration.web.wording.words.staff.calendar_answers import StaffCalendarAnswerWords
from shared import dates, times

PATH: Final = "/kalendersvar"


class AnswerPress(msgspec.Struct, frozen=True, kw_only=True):
    """A button that posts to a path; `about` is what it is about, for those who hear the page."""

    text: str
    about: str
    action: str
    is_primary: bool = False


class AnswerLine(msgspec.Struct, frozen=True, kw_only=True):
    """One answer. `said`: what was written beside it; `why`: why it waits."""

    who: Link
    what: str
    session: Link
    said: str | None
    why: str
    when: str
    links: tuple[Action, ...]
    presses: tuple[AnswerPress, ...]


def answer_line(request: StaffRequest, one: WaitingAnswer) -> AnswerLine:
    """Return an answer as it is shown, with the presses for whoever may."""
    texts = request.words.staff_calendar_answers
    name = request.words.staff_cohort.protected if one.protected_identity else one.person
    return AnswerLine(
        who=Link(name, request.address(f"/omgangar/{one.cohort_id}/person/{one.person_id}")),
        what=_what(request, one),
        session=Link(one.session, request.address(f"/traffar/{one.session_id}")),
        said=texts.said.format(text=one.comment) if one.comment and not one.protected_identity else None,
        why=_why(one, texts),
        when=moment(one.received_at, request.locale.language),
        links=_links(request, one),
        presses=_presses(request, one, name),
    )


def _what(request: StaffRequest, one: WaitingAnswer) -> str:
    texts, language = request.words.staff_calendar_answers, request.locale.language
    if one.answer != "counter":
        return texts.answers[one.answer]
    if one.proposed_starts_at is not None:
        when = dates.when(one.proposed_starts_at, one.proposed_ends_at, language)
    else:
        when = dates.day_in_words(one.proposed_on, language) if one.proposed_on else ""
    return texts.proposes.format(when=when)


def _why(one: WaitingAnswer, texts: StaffCalendarAnswerWords) -> str:
    by = texts.named.format(name=one.by_name, address=one.by_address) if one.by_name else one.by_address
    if one.protected_identity:
        by = None
    if one.seat_status == "withdrawn":
        return texts.standings["gone"]
    if one.answer == "delegated" and one.standing == "counts":
        return texts.delegated_to.format(by=by) if by else texts.delegated
    if one.standing == "counts":
        return texts.to_decide
    return texts.standings[one.standing].format(by=by or texts.somebody)


def _links(request: StaffRequest, one: WaitingAnswer) -> tuple[Action, ...]:
    texts = request.words.staff_calendar_answers
    found = []
    if one.answer == "counter" and request.may("session.change"):
        href = request.address(f"/traffar/{one.session_id}/andra", **_proposed(one))
        found.append(Action(text=texts.move, href=href, kind="primary"))
    if (
        one.by_address
        and (one.answer == "delegated" or one.standing == "other_address")
        and one.seat_status != "withdrawn"
        and request.may("registration.substitute")
    ):
        path = f"/omgangar/{one.cohort_id}/person/{one.person_id}/ersattare"
        href = request.address(path, svar=str(one.id))
        found.append(Action(text=texts.make_substitute, href=href, kind="primary"))
    return tuple(found)


def _proposed(one: WaitingAnswer) -> dict[str, str]:
    """The fields of the form that moves a session, as they were proposed."""
    if one.proposed_starts_at is None:
        return {"day": one.proposed_on.isoformat()} if one.proposed_on else {}
    starts = times.local(one.proposed_starts_at)
    fields = {"day": starts.date().isoformat(), "starts": f"{starts:%H:%M}"}
    if one.proposed_ends_at is not None:
        fields["ends"] = f"{times.local(one.proposed_ends_at):%H:%M}"
    return fields


def _presses(request: StaffRequest, one: WaitingAnswer, name: str) -> tuple[AnswerPress, ...]:
    texts = request.words.staff_calendar_answers

    def press(text: str, path: str, *, is_primary: bool = False) -> AnswerPress:
        return AnswerPress(
            text=text, about=name, action=request.address(f"{PATH}/{one.id}/{path}"), is_primary=is_primary
        )

    found = []
    is_plain = one.answer in {"accepted", "declined", "tentative"}
    is_held = one.standing != "gone" and one.seat_status != "withdrawn"
    if is_plain and is_held and request.may("calendar_answer.count"):
        found.append(press(texts.count, "rakna", is_primary=one.standing != "other_address"))
    if one.answer == "counter" and one.standing == "counts" and request.may("calendar_answer.refuse"):
        found.append(press(texts.refuse, "tacka-nej"))
    elif request.may("calendar_answer.put_aside"):
        found.append(press(texts.put_aside, "lagg-undan"))
    return tuple(found)
