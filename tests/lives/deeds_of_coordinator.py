"""What a coordinator does with the cohort and its dates, through the API; and time that passes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared import times
from tests.lives.choosing import NOTHING, Deed, pick, told
from tests.lives.steps import Step

if TYPE_CHECKING:
    from tests.lives.life import Life


async def invite(life: "Life", step: Step) -> str:
    cohort = pick(life.open_cohorts(), step.who)
    if cohort is None:
        return NOTHING
    answered = await life.web.api("POST", f"/cohorts/{cohort['id']}/invite", {})
    return told(f"the coordinator invites to {cohort['name']}", answered)


def date_ahead(life: "Life", step: Step, *, is_cancelled: bool = False) -> dict[str, Any] | None:
    """A date that has not begun."""
    found = [
        one
        for one in life.truth.sessions.values()
        if life.truth.is_ahead(one["id"]) and (one["status"] == "cancelled") is is_cancelled
    ]
    return pick(sorted(found, key=lambda one: life.title(one["id"])), step.date)


async def move(life: "Life", step: Step) -> str:
    one = date_ahead(life, step)
    if one is None:
        return NOTHING
    if one["starts_at"] is None:
        start = (life.truth.now + timedelta(days=9 + step.how)).replace(minute=0, second=0)
    else:
        start = datetime.fromisoformat(one["starts_at"]) + timedelta(days=(1, 0, 3)[step.how % 3], hours=1)
    body = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
    answered = await life.web.api("PATCH", f"/sessions/{one['id']}", body)
    life.silent.discard(one["id"])  # the mail about it says the rest too
    when = times.local(start).strftime("%-d %B %H.%M")
    return told(f"{life.title(one['id'])} is moved to {when}", answered)


async def place(life: "Life", step: Step) -> str:
    one = date_ahead(life, step)
    if one is None:
        return NOTHING
    new = f"Sal {step.how}"
    answered = await life.web.api("PATCH", f"/sessions/{one['id']}", {"place": new})
    return told(f"{life.title(one['id'])} is in {new}", answered)


async def change_silently(life: "Life", step: Step) -> str:
    """Change the place, and each other time the hours too, without mail."""
    one = date_ahead(life, step)
    if one is None:
        return NOTHING
    body = {"place": f"Sal {step.how}"}
    if step.how % 2 and one["starts_at"] is not None:
        start = datetime.fromisoformat(one["starts_at"]) + timedelta(hours=1)
        body |= {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
    answered = await life.web.api("PATCH", f"/sessions/{one['id']}?silent=true", body)
    if answered.status < 400:
        life.silent.add(one["id"])
    return told(f"{life.title(one['id'])} is changed without a word: {', '.join(body)}", answered)


async def undate(life: "Life", step: Step) -> str:
    """Take away the hours; each other time the day as well."""
    one = date_ahead(life, step)
    if one is None or one["starts_at"] is None:
        return NOTHING
    body: dict[str, Any] = {"starts_at": None, "ends_at": None}
    if step.how % 2:
        body |= {"date": None, "term": "HT2035"}
    answered = await life.web.api("PATCH", f"/sessions/{one['id']}", body)
    kept = "its hours and its day" if step.how % 2 else "its hours"
    return told(f"{life.title(one['id'])} loses {kept}", answered)


async def cancel_session(life: "Life", step: Step) -> str:
    one = date_ahead(life, step)
    if one is None:
        return NOTHING
    answered = await life.web.api("POST", f"/sessions/{one['id']}/cancel", {"reason": "För få anmälda"})
    return told(f"{life.title(one['id'])} is cancelled", answered)


async def resume(life: "Life", step: Step) -> str:
    one = date_ahead(life, step, is_cancelled=True)
    if one is None:
        return NOTHING
    answered = await life.web.api("PATCH", f"/sessions/{one['id']}", {"status": "scheduled"})
    return told(f"{life.title(one['id'])} is held after all", answered)


async def capacity(life: "Life", step: Step) -> str:
    one = date_ahead(life, step)
    if one is None:
        return NOTHING
    seats = 1 + step.how % 3
    answered = await life.web.api("PATCH", f"/sessions/{one['id']}", {"capacity": seats})
    return told(f"{life.title(one['id'])} has {seats} seats", answered)


async def cancel_cohort(life: "Life", step: Step) -> str:
    cohort = pick(life.open_cohorts(), step.who)
    if cohort is None or step.how % 2:
        return NOTHING
    answered = await life.web.api("POST", f"/cohorts/{cohort['id']}/cancel", {"reason": "För få anmälda"})
    return told(f"{cohort['name']} is cancelled", answered)


async def close_or_open(life: "Life", step: Step) -> str:
    cohort = pick([one for one in life.truth.cohorts.values() if one["status"] != "cancelled"], step.who)
    if cohort is None:
        return NOTHING
    verb = "close" if cohort["status"] == "open" else "publish"
    answered = await life.web.api("POST", f"/cohorts/{cohort['id']}/{verb}")
    return told(f"{cohort['name']}: {verb}", answered)


async def copy(life: "Life", step: Step) -> str:
    """Copy the cohort; the copy stays a draft until it is published."""
    cohort = pick(list(life.truth.cohorts.values()), step.who)
    if cohort is None or len(life.truth.cohorts) > 1:
        return NOTHING
    first = times.local(life.truth.now).date() + timedelta(days=30)
    body = {"name": f"Omgång {len(life.truth.cohorts) + 1}", "first_session_on": first.isoformat()}
    answered = await life.web.api("POST", f"/cohorts/{cohort['id']}/copy", body)
    return told(f"{cohort['name']} is copied to {body['name']}", answered)


async def wait_hours(life: "Life", step: Step) -> str:
    await life.move_clock(life.truth.now + timedelta(hours=2 + step.how))
    return f"{2 + step.how} hours pass"


async def wait_days(life: "Life", step: Step) -> str:
    days = (1, 1, 2, 5)[step.how % 4]
    await life.move_clock(times.same_clock(life.truth.now, days=days))
    return f"{days} days pass"


async def run_out(life: "Life", _: Step) -> str:
    """Wait until the next open offer has expired."""
    if not (untils := life.truth.offers()):
        return NOTHING
    await life.move_clock(max(min(untils).astimezone(UTC), life.truth.now) + timedelta(minutes=1))
    return "the next offer runs out"


DEEDS: Mapping[str, Deed] = {
    "invite": invite,
    "move": move,
    "place": place,
    "silently": change_silently,
    "undate": undate,
    "cancel_session": cancel_session,
    "resume": resume,
    "capacity": capacity,
    "cancel_cohort": cancel_cohort,
    "close_or_open": close_or_open,
    "copy": copy,
    "run_out": run_out,
    "hours_pass": wait_hours,
    "day_passes": wait_days,
}
