"""A cohort as a coordinator meets it in the middle of a round: people who come, decline, wait, are silent, or were not reached."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.registration.actions.invitations import answer_invitation, invite
from services.registration.store import invitations
from tests.support.caller import a_caller
from tests.support.pages.client import Element, Page, Site
from tests.support.registration import NOW, OrganiserDriver

RESPOND_BY = date(2026, 1, 30)


@dataclass
class CohortInRound:
    """The cohort with its sessions, rule and audience, and the people by name."""

    cohort_id: UUID
    session_ids: list[UUID]
    rule_id: UUID
    audience_id: UUID
    people: dict[str, UUID]

    @property
    def path(self) -> str:
        return f"/admin/ruc/omgangar/{self.cohort_id}"


async def a_round(organiser: OrganiserDriver, *, seats: int = 1) -> CohortInRound:
    """Anna comes, Bo waits for the second session, Cia declined, Dag is silent, and Eva was not reached."""
    cohort_id = await organiser.cohort(name="Omgång 2026")
    sessions = [
        await organiser.session(
            cohort_id, title="Lärträff 1", mode="digital", join_url="https://meet.example/1"
        ),
        await organiser.session(cohort_id, title="Lärträff 2", capacity=seats, place="Aulan", mode="on_site"),
    ]
    homes = {
        "Anna Ek": "Nora",
        "Bo Falk": "Kumla",
        "Cia Gran": "Laxå",
        "Dag Hed": "Laxå",
        "Eva Ib": "Askersund",
    }
    places = {name: await organiser.organisation(name) for name in sorted(set(homes.values()))}
    people = {name: await organiser.person(name, places[home], "rektor") for name, home in homes.items()}
    audience_id = await organiser.audience(name="Rektorer", roles=("rektor",))
    rule_id = await organiser.rule(cohort_id, audience_id, respond_by=RESPOND_BY)
    await invite_all(organiser, cohort_id)
    found = await organiser.invitations(cohort_id)
    async with organiser.pool.acquire() as conn:
        outcomes: Any = [
            (organiser.organiser_id, row["id"], "bounced" if name == "Eva Ib" else "sent", NOW)
            for name, row in found.items()
        ]
        await invitations.set_delivered(conn, outcomes)
    for name, answer in (("Anna Ek", "yes"), ("Bo Falk", "yes"), ("Cia Gran", "no")):
        await answer_as(organiser, found[name]["id"], answer)
    return CohortInRound(cohort_id, sessions, rule_id, audience_id, people)


async def invite_all(organiser: OrganiserDriver, cohort_id: UUID) -> None:
    caller = a_caller(organiser.organiser_id, now=NOW, kind="command")
    await invite.invite(organiser.pool, caller, cohort_id, invitation_rule_ids=None)


async def answer_as(organiser: OrganiserDriver, invitation_id: UUID, answer: Any, **more: Any) -> None:
    plain: dict[str, Any] = {"session_ids": None, "substitute": None, "message": None, "details": None}
    await answer_invitation.answer(
        organiser.pool,
        a_caller(organiser.organiser_id, now=NOW, kind="participant"),
        invitation_id,
        answer=answer,
        **plain | more,
    )


def fields_of(page: Page) -> dict[str, Any]:
    """What the form of a page would post: every field with its value, as a browser does without a press."""
    [form, *_] = [form for form in page.root.all("form") if form["method"] == "post"]
    found: dict[str, Any] = {}
    for field in form.all("input"):
        if field.get("type") == "checkbox":
            if "checked" in field.attributes:
                found.setdefault(field["name"], []).append(field["value"])
        elif field.get("type") != "radio" or "checked" in field.attributes:
            found[field["name"]] = field.get("value") or ""
    for field in form.all("textarea"):
        found[field["name"]] = "".join(part for part in field.parts if isinstance(part, str)).removeprefix(
            "\n"
        )
    for field in form.all("select"):
        chosen = [option for option in field.all("option") if "selected" in option.attributes]
        found[field["name"]] = (chosen or field.all("option"))[0]["value"]
    return found


async def press(site: Site, path: str, **changes: Any) -> str:
    """Open a form, change some fields, press its button, and return where that leads."""
    return await site.post(path, fields_of(await site.get(path)) | changes)


def spaced(element: Element) -> str:
    """The words of an element with a space between those of its children, as cells and lines stand apart on a page."""
    if element.get("aria-hidden") == "true":
        return ""
    parts = (part if isinstance(part, str) else f" {spaced(part)} " for part in element.parts)
    return " ".join("".join(parts).split())
