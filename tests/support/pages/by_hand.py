"""A scenario file carried out by a coordinator: every organisation, person, session, audience and invitation is typed into its page."""

import re
from collections import Counter
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar

from tests.support.pages.client import Page, Site
from tests.support.pages.staff_cohort import fields_of, press

SWEDEN: Final = ZoneInfo("Europe/Stockholm")
ADMIN: Final = "/admin/ruc"
EVERYBODY: Final = "alla medarbetare"
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_FLAGS: Final = {True: "yes", False: "no", None: ""}


class ByHand:
    """What was typed in, by the ids of the file: the paths of the pages that came of it."""

    def __init__(self, staff: Site, document: dict[str, Any]) -> None:
        self.staff = staff
        self.document = document
        self.names = {row["id"]: row["name"] for row in document["organisation"]}
        self.cohorts: dict[str, str] = {}
        self.sessions: dict[str, str] = {}
        self.audiences: dict[str, str] = {}
        self.programme = ""

    async def all(self) -> None:
        """Type in everything, open the cohorts, and invite."""
        for row in self.document["organisation"]:
            await self.organisation(row)
        await self.people(self.document["directory"]["recipients"])
        await self.the_programme()
        for row in self.document["session"]:
            await self.session(row)
        for row in self.document["audience"]:
            await self.audience(row)
        for row in self.document["invitation"]:
            await self.rule(row)
        for path in self.cohorts.values():
            await press(self.staff, f"{path}/oppna")

    async def organisation(self, row: dict[str, Any]) -> str:
        towns = {
            "1280": "Malmö",
            "1281": "Lund",
            "1283": "Helsingborg",
            "1290": "Kristianstad",
            "0580": "Linköping",
        }
        typed = {
            "name": row["name"],
            "type": row.get("type", ""),
            "parent_id": self.names.get(row.get("parent", ""), ""),
            "municipality": row.get("municipality") or towns.get(row.get("municipality_code", ""), ""),
        }
        return await self._made(f"{ADMIN}/organisationer/ny", typed)

    async def people(self, recipients: list[dict[str, Any]]) -> Page:
        """Send a list of people as a file, look at it, and read it in."""
        lines = ["Namn;Befattning;Grupp;Organisation;E-post"]
        for row in recipients:
            name = row["label"].replace(",", "")
            place = self.names[row["organisation"]]
            lines.append(f"{name};{row['role']};{row.get('group', '')};{place};{row['email']}")
        data = "\r\n".join(lines).encode("utf-8-sig")
        path = await self.staff.post(f"{ADMIN}/personer/las-in", files={"fil": ("lista.csv", data)})
        page = await self.staff.get(path)
        await self.staff.post(path, fields_of(page) | {"gor": "las-in"})
        return page

    async def the_programme(self) -> None:
        """The programme with its figures in their own words, and its cohorts."""
        programme = self.document["programme"]
        facts = [fact["wording"] for fact in self.document["expect"]["fact"]]
        typed = {name: programme[name] for name in ("title", "kind", "registration") if name in programme}
        typed |= {name: str(programme[name]) for name in ("starts_on", "ends_on")}
        typed["summary"] = "\n".join([programme["summary"], *facts])
        made = await self._made(f"{ADMIN}/program/nytt", typed)
        self.programme = made.removesuffix("/ny-omgang")
        for row in self.document["cohort"]:
            capacity = str(row.get("capacity", ""))
            fields = {"name": row["name"], "capacity": capacity}
            self.cohorts[row["id"]] = await self._made(f"{self.programme}/ny-omgang", fields)

    async def session(self, row: dict[str, Any]) -> None:
        typed: dict[str, Any] = {
            name: str(row[name])
            for name in ("title", "form", "place", "join_url", "note", "mode")
            if name in row
        }
        typed |= {
            name: str(row[name]) for name in ("number", "capacity", "choices", "choice_group") if name in row
        }
        typed["day"] = str(row.get("date", ""))
        typed["starts"] = f"{row['start']:%H:%M}" if "start" in row else ""
        typed["ends"] = f"{row['end']:%H:%M}" if "end" in row else ""
        typed["term"] = "" if "date" in row else row["term"]
        # That a session has been held is not typed: time does it.
        typed["status"] = "scheduled" if row["status"] == "completed" else row["status"]
        typed["agenda"] = "\n".join(row.get("agenda", ()))
        typed["parent_id"] = _id(self.sessions[row["parent"]]) if "parent" in row else ""
        typed |= {
            field: self.names[row[name]]
            for name, field in (("organiser", "organisation_id"), ("host", "host_id"))
            if name in row
        }
        self.sessions[row["id"]] = await self._made(f"{self.cohorts[row['cohort']]}/ny-traff", typed)

    async def audience(self, row: dict[str, Any]) -> None:
        typed: dict[str, Any] = {"name": row["name"], "county_codes": row.get("county_codes", [])}
        typed |= {name: "\n".join(row.get(name, ())) for name in ("roles", "groups", "organisation_types")}
        typed["organisations"] = "\n".join(self.names[one] for one in row.get("organisations", ()))
        typed["municipalities"] = "\n".join(
            {"1283": "Helsingborg"}[one] for one in row.get("municipality_codes", ())
        )
        typed["include_suborganisations"] = _FLAGS[row.get("include_suborganisations", False)]
        self.audiences[row["id"]] = await self._made(f"{ADMIN}/malgrupper/ny", typed)

    async def rule(self, row: dict[str, Any]) -> None:
        by_id = {one["id"]: one for one in self.document["session"]}
        path = self.cohorts[by_id[row["sessions"][0]]["cohort"]]
        typed = {
            "audience_id": _id(self.audiences[row["audience"]]),
            "kind": row["kind"],
            "which": "some",
            "session_ids": [_id(self.sessions[one]) for one in row["sessions"]],
            "opens_on": str(row.get("opens_on", "")),
            "respond_by": str(row.get("respond_by", "")),
            "substitutes_allowed": _FLAGS[row.get("substitutes_allowed", False)],
            "invited_by_id": self.names[row["invited_by"]],
        }
        await press(self.staff, f"{path}/ny-inbjudan", **typed)

    async def invite(self, cohort: str) -> int:
        """Press the button of the page, and return the number that stood in it."""
        path = f"{self.cohorts[cohort]}/bjud-in"
        page = await self.staff.get(path)
        found = page.root.all("button", name="confirm")
        if not found:
            return 0
        await self.staff.post(path, fields_of(page) | {"confirm": found[0]["value"]})
        return int(found[0]["value"])

    async def answered(self) -> Counter[str]:
        """Say yes on each page that asks, in turn to each of what excludes each other; count to whom each session was shown."""
        shown: set[tuple[UUID, str]] = set()
        for number, (person_id, link) in enumerate(await self._links()):
            page = await self.staff.get(link)
            shown |= {(person_id, key) for key, path in self.sessions.items() if _id(path) in page.raw}
            if page.root.all("button", name="answer", value="yes"):
                picks = [
                    one for one in page.root.all("input", type="radio") if one["name"].startswith("choice_")
                ]
                chosen = {picks[0]["name"]: picks[number % (len(picks) - 1)]["value"]} if picks else {}
                await self.staff.post(link, fields_of(page) | chosen | {"answer": "yes"})
        return Counter(key for _, key in shown)

    async def _links(self) -> list[tuple[UUID, str]]:
        """The links that were mailed, and to whom: one for each invitation."""
        found = await self.staff.organiser.pool.fetch("select id, person_id from invitation order by id")
        return [(row["person_id"], await self.staff.link("i", row["id"])) for row in found]

    async def taken(self, session: str) -> int:
        """How many seats are taken, as the page of the session says."""
        page = await self.staff.get(self.sessions[session])
        return int(_facts(page)["Platser"].split()[0].rstrip(","))

    async def stored(self, session: str) -> dict[str, str]:
        """The fields of a session as its form shows them."""
        return fields_of(await self.staff.get(f"{self.sessions[session]}/andra"))

    async def roles_invited(self, session: str) -> list[str]:
        """The roles to whom a session's invitations go, as the page of the cohort and the pages of the audiences say."""
        cohort = next(one["cohort"] for one in self.document["session"] if one["id"] == session)
        rules = await self.staff.get(f"{self.cohorts[cohort]}/inbjudningar")
        roles: list[str] = []
        for href in (href for href in rules.hrefs() if href.endswith("/andra")):
            rule = fields_of(await self.staff.get(href))
            if _id(self.sessions[session]) in rule["session_ids"]:
                audience = await self.staff.get(f"{ADMIN}/malgrupper/{rule['audience_id']}")
                said = _facts(audience).get("Roller")
                roles += said.split(", ") if said else [EVERYBODY]
        return list(dict.fromkeys(roles))

    async def calendar(self) -> dict[str, Any]:
        """Start and end of each session in the calendar to which staff can subscribe, by the id of the file."""
        page = await self.staff.get(await self.staff.post(f"{ADMIN}/jag/kalender", {"gor": "ny"}))
        path = page.root.one("input", id="kalenderadress")["value"].partition("example")[2]
        events = Calendar.from_ical((await self.staff.client.get(path)).content).walk("VEVENT")
        by_uid = {
            str(event["UID"]).removesuffix("-staff"): (event.decoded("DTSTART"), event.decoded("DTEND"))
            for event in events
        }
        return {key: by_uid[_id(path)] for key, path in self.sessions.items() if _id(path) in by_uid}

    async def _made(self, path: str, typed: dict[str, Any]) -> str:
        """Fill in a form that makes something, and return the path of what it made."""
        return (await press(self.staff, path, **typed)).partition("?")[0]


def _id(path: str) -> str:
    return _ID.findall(path)[-1]


def _facts(page: Page) -> dict[str, str]:
    names = [term.text for term in page.root.all("dt")]
    return dict(zip(names, (each.text for each in page.root.all("dd")), strict=True))
