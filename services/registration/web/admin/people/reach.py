"""What is known of the mail to a person: an address that takes none, and an absence that they answer with by themselves."""

from services.registration.domain.directory.person import Person
from services.registration.store.directory.person_mails import KnownMail
from services.registration.store.views.staff.person import PersonHistory
from services.registration.web.admin.kit.absence import away_lines, substitute_named
from services.registration.web.admin.kit.record import RecordButton, RecordPart
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.layout import Link
from shared import dates, times


def reach_parts(
    request: StaffRequest, person: Person, known: KnownMail, history: PersonHistory
) -> list[RecordPart]:
    """A part for each of the two that is so now."""
    parts = []
    if known.dead_since is not None:
        parts.append(_dead(request, person, known))
    if lines := away_lines(request, known):
        texts = request.words.staff_person_mail
        links = _substitutes(request, person, known, history)
        parts.append(RecordPart(id="franvaro", heading=texts.away, items=lines, links=links))
    return parts


def _dead(request: StaffRequest, person: Person, known: KnownMail) -> RecordPart:
    texts, own = request.words.staff_person_mail, f"/personer/{person.id}"
    since = known.dead_since or request.caller.now
    day = dates.day_in_words(times.local(since).date(), request.locale.language)
    items = [texts.dead_about.format(email=person.email, day=day)]
    if known.answer:
        own_answer = texts.own_answers.get(known.answer)
        items.append(own_answer or texts.dead_answer.format(answer=known.answer))
    items.append(texts.dead_what_to_do)
    may_change = request.may("person.change") and not person.protected_identity
    change = Link(request.words.staff_person.change_address, request.address(f"{own}/adress"))
    button = RecordButton(
        action=request.address(f"{own}/forsok-igen"), text=texts.try_again, about=texts.try_again_about
    )
    return RecordPart(
        id="adressen",
        heading=texts.dead,
        items=tuple(items),
        links=(change,) if may_change else (),
        buttons=(button,) if request.may("delivery.resend") else (),
    )


def _substitutes(
    request: StaffRequest, person: Person, known: KnownMail, history: PersonHistory
) -> tuple[Link, ...]:
    """The way to a substitute in each cohort where the person has a seat in the time of the absence."""
    who, today = substitute_named(known), times.local(request.caller.now).date()
    if who is None or not request.may("registration.substitute"):
        return ()
    cohorts = {
        seat.cohort_id: f"{seat.programme}, {seat.cohort}"
        for seat in history.seats
        if seat.status != "withdrawn"
        and not seat.is_cancelled
        and seat.on_day is not None
        and seat.on_day >= today
        and (known.away_until is None or known.is_away_on(seat.on_day))
    }
    return tuple(
        Link(
            request.words.staff_person_mail.in_cohort.format(who=who, cohort=name),
            request.address(f"/omgangar/{cohort_id}/person/{person.id}"),
        )
        for cohort_id, name in cohorts.items()
    )
