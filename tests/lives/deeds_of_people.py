"""What people do: by the page or, for them, the coordinator's program; as the step says."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tests.lives.choosing import NOTHING, Deed, pick, told
from tests.lives.steps import Step

if TYPE_CHECKING:
    from tests.lives.life import Life


SLUG = "prov"  # of the organiser


def person(life: "Life", name: str) -> dict[str, Any]:
    first = name.partition(" ")[0]
    return {"name": name, "email": life.addresses[name] or f"{first.lower()}@nora.example"}


def names_other_than(life: "Life", name: str) -> list[str]:
    return [other for other in life.addresses if other != name and life.addresses[other]]


def open_invitations(life: "Life") -> list[dict[str, Any]]:
    return sorted(life.truth.invitations.values(), key=lambda one: (one["name"], one["id"]))


def registrations(life: "Life") -> list[dict[str, Any]]:
    """Those that are not withdrawn, by name."""
    live = [one for one in life.truth.registrations.values() if one["status"] != "withdrawn"]
    return sorted(live, key=lambda one: (one["person"]["name"], one["id"]))


def dates_of(life: "Life", one: Mapping[str, Any]) -> list[str]:
    """The dates in which a registration has a seat or a wait."""
    ids = [seat["session_id"] for seat in one["seats"] if seat["status"] != "withdrawn"]
    return sorted(ids, key=life.title)


def chosen_dates(life: "Life", all_ids: Sequence[str], step: Step) -> list[str]:
    """All dates, or (each other time) one of them."""
    ids = sorted((one for one in all_ids if one in life.truth.sessions), key=life.title)
    return ids if step.how % 2 or not ids else [ids[step.date % len(ids)]]


async def answer(life: "Life", step: Step, said: str) -> str:
    invitation = pick(open_invitations(life), step.who)
    if invitation is None or invitation["name"] not in life.addresses:
        return NOTHING
    name, dates = invitation["name"], chosen_dates(life, invitation["session_ids"], step)
    other = pick(names_other_than(life, name), step.other) if said == "substitute" else None
    if said == "substitute" and other is None:
        return NOTHING
    words = {"yes": "says yes to", "no": "says no to", "substitute": f"sends {other} instead to"}[said]
    what = f"{name} {words} {life.titles(dates)}"
    if step.by_page:
        fields = [("answer", said), *(("session_ids", one) for one in dates if said != "no")]
        if said == "no":
            fields.append(("message", "Förhinder"))
        if other is not None:
            named = person(life, other)
            fields += [("substitute_name", named["name"]), ("substitute_email", named["email"])]
        return told(f"{what}, by the page", await life.web.post(life.path("i", invitation["id"]), fields))
    body: dict[str, Any] = {"answer": said}
    if said != "no":
        body["session_ids"] = dates
    if other is not None:
        body["substitute"] = person(life, other)
    return told(
        f"{what}, by phone", await life.web.api("POST", f"/invitations/{invitation['id']}/answer", body)
    )


async def register(life: "Life", step: Step) -> str:
    name, cohort = pick(list(life.addresses), step.who), pick(life.open_cohorts(), step.other)
    if name is None or cohort is None or life.addresses[name] is None:
        return NOTHING
    dates = chosen_dates(life, life.dates_of_cohort(cohort["id"]), step)
    body = {"cohort_id": cohort["id"], "person": person(life, name), "session_ids": dates}
    what = f"{name} is registered for {life.titles(dates)}"
    return told(what, await life.web.api("POST", "/registrations", body))


async def fill_in_form(life: "Life", step: Step) -> str:
    """Register on the cohort's own page, as anybody can where it is open to all."""
    name, cohort = pick(list(life.addresses), step.who), pick(life.open_cohorts(), step.other)
    if name is None or cohort is None or life.addresses[name] is None:
        return NOTHING
    dates = chosen_dates(life, life.dates_of_cohort(cohort["id"]), step)
    fields = [("session_ids", one) for one in dates]
    fields += [*person(life, name).items(), ("organisation", "Nora kommun")]
    answered = await life.web.post(f"/{SLUG}/{cohort['slug']}", fields)
    return told(f"{name} fills in the form for {life.titles(dates)}", answered)


async def register_colleagues(life: "Life", step: Step) -> str:
    """Register two others on one form."""
    name, cohort = pick(list(life.addresses), step.who), pick(life.open_cohorts(), step.other)
    if name is None or cohort is None or life.addresses[name] is None:
        return NOTHING
    dates, others = chosen_dates(life, life.dates_of_cohort(cohort["id"]), step), names_other_than(life, name)
    fields = [("session_ids", one) for one in dates]
    fields += [
        ("assistant_name", name),
        ("assistant_email", person(life, name)["email"]),
        ("organisation", "Nora"),
    ]
    for number, other in enumerate(others[:2], start=1):
        fields += [(f"{key}-{number}", value) for key, value in person(life, other).items()]
    answered = await life.web.post(f"/{SLUG}/{cohort['slug']}/flera", fields)
    return told(f"{name} registers {' and '.join(others[:2])} for {life.titles(dates)}", answered)


async def withdraw(life: "Life", step: Step) -> str:
    one = pick(registrations(life), step.who)
    if one is None:
        return NOTHING
    dates = chosen_dates(life, dates_of(life, one), step)
    what = f"{one['person']['name']} withdraws from {life.titles(dates)}"
    if step.by_page:
        value = dates[0] if len(dates) == 1 else "all"
        answered = await life.web.post(life.path("r", one["id"]), [("withdraw", value)])
        return told(f"{what}, by the page", answered)
    answered = await life.web.api("POST", f"/registrations/{one['id']}/withdraw", {"session_ids": dates})
    return told(f"{what}, by phone", answered)


async def take(life: "Life", step: Step) -> str:
    one = pick(registrations(life), step.who)
    if one is None:
        return NOTHING
    held = dates_of(life, one)
    date = pick([two for two in life.dates_of_cohort(one["cohort_id"]) if two not in held], step.date)
    if date is None:
        return NOTHING
    answered = await life.web.post(life.path("r", one["id"]), [("take", date)])
    return told(f"{one['person']['name']} takes {life.titles([date])} too", answered)


async def hand_over(life: "Life", step: Step) -> str:
    one = pick(registrations(life), step.who)
    if one is None:
        return NOTHING
    name, dates = one["person"]["name"], chosen_dates(life, dates_of(life, one), step)
    other = pick(names_other_than(life, name), step.other)
    if other is None:
        return NOTHING
    named, what = person(life, other), f"{name} hands {life.titles(dates)} over to {other}"
    if step.by_page:
        fields = [("session_ids", date) for date in dates]
        fields += [("substitute_name", named["name"]), ("substitute_email", named["email"])]
        path = f"{life.path('r', one['id'])}/ersattare"
        return told(f"{what}, by the page", await life.web.post(path, fields))
    body = {"substitute": named, "session_ids": dates}
    answered = await life.web.api("POST", f"/registrations/{one['id']}/substitute", body)
    return told(f"{what}, by phone", answered)


async def accept(life: "Life", step: Step) -> str:
    offers = [
        (one, seat["session_id"])
        for one in registrations(life)
        for seat in one["seats"]
        if seat["offered_until"] is not None
    ]
    chosen = pick(offers, step.who)
    if chosen is None:
        return NOTHING
    one, date = chosen
    answered = await life.web.post(life.path("r", one["id"]), [("accept", date)])
    return told(f"{one['person']['name']} accepts the offer of {life.titles([date])}", answered)


async def language(life: "Life", step: Step) -> str:
    one = pick(registrations(life), step.who)
    if one is None:
        return NOTHING
    chosen = "en" if step.how % 2 else "sv"
    answered = await life.web.post(f"{life.path('r', one['id'])}/sprak", [("language", chosen)])
    return told(f"{one['person']['name']} chooses the language {chosen}", answered)


async def calendar(life: "Life", step: Step) -> str:
    one = pick(registrations(life), step.who)
    if one is None:
        return NOTHING
    chosen = ("subscription", "none", "invitations")[step.how % 3]
    answered = await life.web.post(life.path("r", one["id"]), [("calendar", chosen)])
    return told(f"{one['person']['name']} chooses the calendar {chosen}", answered)


async def address(life: "Life", step: Step, *, is_none: bool = False) -> str:
    known = {one["person"]["name"]: one["person"]["id"] for one in life.truth.registrations.values()}
    known |= {one["name"]: one["person_id"] for one in life.truth.invitations.values()}
    name = pick(sorted(known.keys() & life.addresses.keys()), step.who)
    if name is None:
        return NOTHING
    life.addresses_made += 1
    new = None if is_none else f"{name.partition(' ')[0].lower()}.{life.addresses_made}@nora.example"
    answered = await life.web.api("PATCH", f"/people/{known[name]}", {"email": new})
    if answered.status < 400:
        life.addresses[name] = new
    return told(f"{name} gets the address {new}", answered)


async def erase(life: "Life", step: Step) -> str:
    known = {one["person"]["name"]: one["person"]["id"] for one in registrations(life)}
    name = pick(sorted(known.keys() & life.addresses.keys()), step.who)
    if name is None:
        return NOTHING
    answered = await life.web.api("POST", f"/people/{known[name]}/forget")
    return told(f"{name} is erased", answered)


DEEDS: Mapping[str, Deed] = {
    "yes": lambda life, step: answer(life, step, "yes"),
    "no": lambda life, step: answer(life, step, "no"),
    "substitute": lambda life, step: answer(life, step, "substitute"),
    "register": register,
    "form": fill_in_form,
    "colleagues": register_colleagues,
    "withdraw": withdraw,
    "take": take,
    "hand_over": hand_over,
    "accept": accept,
    "language": language,
    "calendar": calendar,
    "address": address,
    "no_address": lambda life, step: address(life, step, is_none=True),
    "erase": erase,
}
