"""Helpers for journeys on a running installation: cohorts and sessions by the API, links from the mailbox."""

from datetime import datetime, time, timedelta
from typing import Any, TypeAlias

from playwright.async_api import Page

from shared import times
from tests.support.installation import Installation
from tests.support.mail import Received
from tests.support.waiting import until

Json: TypeAlias = dict[str, Any]


async def make(prov: Installation, path: str, **body: Any) -> Json:
    answer = await prov.api.post(path, json=body)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


def at(days: int, hour: int = 13) -> datetime:
    """A full hour, `days` ahead, in Swedish time."""
    return times.instant(times.local(times.now()).date() + timedelta(days=days), time(hour))


async def a_session(
    prov: Installation, cohort: Json, title: str, starts_at: datetime, hours: int = 2, **more: Any
) -> Json:
    fields = {"mode": "digital", "join_url": "https://meet.example/rum"} | more
    return await make(
        prov, "/sessions", cohort_id=cohort["id"], title=title, starts_at=starts_at.isoformat(),
        ends_at=(starts_at + timedelta(hours=hours)).isoformat(), **fields,
    )  # fmt: skip


async def a_cohort(prov: Installation, slug: str, *, registration: str = "open", **cohort: Any) -> Json:
    programme = await make(prov, "/programmes", title=f"Program {slug}", registration=registration)
    return await make(
        prov, "/cohorts", programme_id=programme["id"], name=slug.capitalize(), slug=slug, **cohort
    )


async def publish(prov: Installation, cohort: Json) -> None:
    await make(prov, f"/cohorts/{cohort['id']}/publish")


async def mail_to(prov: Installation, address: str, kind: str, number: int = 1) -> Received:
    """Return the mail of this kind to an address, or the latest of `number`."""

    async def there() -> bool:
        return len(await prov.mailbox.to(address, kind)) >= number

    await until(there, seconds=20)
    return (await prov.mailbox.to(address, kind))[-1]


async def invited(prov: Installation, cohort: Json, *addresses: str, **rule: Any) -> list[str]:
    """Invite the people of one municipality to a cohort and return their links."""
    nora = await make(prov, "/organisations", name=f"Nora kommun {cohort['slug']}", type="kommun")
    for address in addresses:
        name = address.partition("@")[0].replace(".", " ").title()
        position = {"organisation_id": nora["id"], "role": "skolchef"}
        await make(prov, "/people", name=name, email=address, positions=[position])
    audience = await make(
        prov, "/audiences", name="Skolchefer", organisations=[nora["id"]], roles=["skolchef"]
    )
    fields = {"kind": "inbjudan", "substitutes_allowed": True} | rule
    await make(prov, "/invitation_rules", cohort_id=cohort["id"], audience_id=audience["id"], **fields)
    await publish(prov, cohort)
    assert (await make(prov, f"/cohorts/{cohort['id']}/invite"))["invited"] == len(addresses)
    return [(await mail_to(prov, address, "invitation")).link("i") for address in addresses]


def question(found: Json) -> str:
    """Return the field name of a question."""
    return f"q-{found['id'].replace('-', '')[-12:]}"


async def register(prov: Installation, phone: Page, slug: str, name: str, address: str) -> None:
    """Fill in the required fields of the public form and send it."""
    await phone.goto(f"{prov.run['base_url']}/prov/{slug}")
    await phone.fill("[name=name]", name)
    await phone.fill("[name=email]", address)
    async with phone.expect_navigation():
        await phone.locator("form.answer button.button--primary").tap()
