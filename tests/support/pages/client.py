"""Fetches pages as a browser does, and applies the checks that hold for every page (docs/accessibility.md)."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.registration.web.kit.assets import stylesheet
from services.registration.web.kit.page_cache import PageCache
from services.registration.web.pages.invitation import page_cache
from services.registration.web.pages.invitation.dates import InvitationContext
from shared import links, times
from tests.support.api import BASE_URL, running, settings
from tests.support.registration import NOW, OrganiserDriver, an_organiser
from tests.support.servers import Database

KEYS = settings(Database(name="", admin_url="", registration_url="", notify_url="")).keys()
HEAVIEST = 50_000
HEAVIEST_FOR_STAFF = 60_000  # without the stylesheets
_VOID = {"meta", "link", "input", "br", "img", "hr"}
_FORM_WORDS = ("Fel: ", "Error: ")


@dataclass
class Element:
    """An element with its attributes, text and children."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element"] = field(default_factory=list)
    parts: list["str | Element"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str) -> str | None:
        return self.attributes.get(name)

    @property
    def text(self) -> str:
        """The text that a screen reader reads: without hidden decoration, white space collapsed."""
        return " ".join(self._words().split())

    @property
    def label(self) -> str:
        """The text of the element around a field."""
        assert self.parent is not None
        return self.parent.text

    def _words(self) -> str:
        return "".join(
            part if isinstance(part, str) else "" if part.get("aria-hidden") == "true" else part._words()
            for part in self.parts
        )

    def all(self, tag: str = "", **attributes: str | bool) -> list["Element"]:
        """All descendants with this tag and these attributes; `True` only requires that an attribute is present."""
        found = []
        for child in self.children:
            if tag in {"", child.tag} and all(
                (name in child.attributes) is expected
                if isinstance(expected, bool)
                else child.get(name) == expected
                for name, expected in attributes.items()
            ):
                found.append(child)
            found += child.all(tag, **attributes)
        return found

    def one(self, tag: str = "", **attributes: str | bool) -> "Element":
        [found] = self.all(tag, **attributes)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.at = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice in <{tag}>"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        self.at.parts.append(element)
        if tag not in _VOID:
            self.at = element

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.at.tag, f"</{tag}> ends <{self.at.tag}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.parts.append(data)


class Page:
    """A response that is a page."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self.headers = answer.headers
        self.path = ""
        self.raw = answer.text
        self.size = len(answer.content)
        reader = _Reader()
        reader.feed(answer.text)
        assert reader.at is reader.root, f"<{reader.at.tag}> is never ended"
        self.root = reader.root

    @property
    def h1(self) -> str:
        return self.root.one("h1").text

    @property
    def title(self) -> str:
        return self.root.one("title").text

    @property
    def text(self) -> str:
        return self.root.one("body").text

    @property
    def lead(self) -> str:
        return " ".join(paragraph.text for paragraph in self.root.all("p", **{"class": "hero__lead"}))

    def switches(self) -> dict[str, bool]:
        """The state of each switch of a session, by session id."""
        return {
            switch["value"]: "checked" in switch.attributes
            for switch in self.root.all("input", role="switch")
        }

    def radios(self, name: str) -> dict[str, tuple[str, bool]]:
        """The options of a radio group: label and whether it is checked, by value."""
        found = self.root.all("input", type="radio", name=name, disabled=False)
        return {radio["value"]: (radio.label, "checked" in radio.attributes) for radio in found}

    def day(self, session_id: UUID) -> str:
        """The text about one session."""
        switch = self.root.all("input", role="switch", value=str(session_id))
        return switch[0].label if switch else self.root.one(id=f"d{str(session_id)[-12:]}").text

    def value(self, name: str) -> str:
        """The value of a field."""
        found = self.root.one(id=name)
        return found["value"] if found.tag == "input" else found.text

    def buttons(self) -> list[str]:
        """The buttons of the page itself; the search in the bar of staff stands above all of them."""
        return [button.text for button in self.root.one("main").all("button")]

    def hrefs(self) -> list[str]:
        return [self._whole(link["href"]) for link in self.root.all("a", href=True)]

    def href(self, text: str) -> str:
        [found] = [link["href"] for link in self.root.all("a", href=True) if link.text == text]
        return self._whole(found)

    def _whole(self, href: str) -> str:
        return f"{self.path}{href}" if href.startswith("?") else href

    def mistakes(self) -> dict[str, str]:
        """The error summary: message by field."""
        found = self.root.all("div", role="alert")
        return {link["href"].removeprefix("#"): link.text for box in found for link in box.all("a")}


def check(page: Page) -> None:
    """Assert what must hold for every page."""
    root = page.root
    is_staff = root.one("body").get("class") == "staff"
    assert root.one("html")["lang"] == page.headers["content-language"]
    h1 = root.one("h1").text
    title = page.title
    if root.all("div", role="alert"):
        assert title.startswith(_FORM_WORDS), "a page with mistakes says so first in its title"
        assert root.one("div", role="alert").get("autofocus") is not None
    for word in _FORM_WORDS:
        title = title.removeprefix(word)
    assert title.startswith(h1), f"{title!r} does not begin with {h1!r}"
    assert ".." not in page.text, "a sentence ends twice"
    assert len(root.all("main")) == 1
    ids = [element["id"] for element in root.all(id=True)]
    assert len(set(ids)) == len(ids), "an id stands twice"
    _check_references(root, set(ids))
    _check_labels(root)
    # Data blocks are not executed, so the content policy does not apply to them.
    scripts = [script for script in root.all("script") if script.get("type") != "application/ld+json"]
    assert all(script.get("src") and not script.text for script in scripts), "nothing inline"
    may_run = "script-src 'self'" in page.headers["content-security-policy"]
    assert bool(scripts) is may_run, "only the page with a script may run one"
    assert is_staff or not scripts
    assert not root.all("style"), "nothing inline"
    inline = [
        element.tag
        for element in root.all()
        for name in element.attributes
        if name == "style" or name.startswith("on")
    ]
    assert inline == []
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers or is_staff
    css = len(stylesheet.CSS) + (len(stylesheet.QUESTIONS) if "/static/fragor." in page.raw else 0)
    if is_staff:
        assert page.size < HEAVIEST_FOR_STAFF, f"{page.size} bytes without its stylesheets"
    else:
        assert page.size + css < HEAVIEST, f"{page.size + css} bytes with its stylesheet"
    levels = [int(element.tag[1]) for element in root.all() if element.tag in {"h1", "h2", "h3", "h4"}]
    jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
    assert not jumps, "a heading skips a level"


def _check_references(root: Element, ids: set[str]) -> None:
    for name in ("aria-describedby", "aria-labelledby", "for"):
        attribute: dict[str, Any] = {name: True}
        for element in root.all(**attribute):
            missing = set(element[name].split()) - ids
            assert element[name].strip(), f"{name} is empty"
            assert not missing, f"{name} points at nothing: {missing}"
    for link in root.all("a", href=True):
        if link["href"].startswith("#"):
            assert link["href"][1:] in ids, f"a link leads to {link['href']}, which is not there"
        assert link.text, "a link without words"
    for button in root.all("button"):
        assert button.text, "a button without words"
    for form in root.all("form"):
        assert form["method"] == "post" or form.get("role") == "search"
        assert form["action"].startswith("/")


def _check_labels(root: Element) -> None:
    labelled = {label["for"] for label in root.all("label", **{"for": True})}
    wrapped = [id(inner) for label in root.all("label") for inner in label.all()]
    for control in [*root.all("input"), *root.all("textarea"), *root.all("select")]:
        if control.get("type") != "hidden":
            assert control.get("id") in labelled or id(control) in wrapped, (
                f"no label for {control.get('name')}"
            )


@dataclass
class Site:
    """The service with one organiser, used by a browser without scripts."""

    organiser: OrganiserDriver
    client: httpx.AsyncClient
    app: Any = None

    async def get(self, path: str, *, expect: int = 200, checked: bool = True, **headers: str) -> Page:
        """Fetch a page and check it."""
        return self._page(await self.client.get(path, headers=headers), expect, checked=checked)

    async def post(self, path: str, data: Any = None, *, expect: int = 303, **more: Any) -> str:
        """Post a form that redirects, and return the location."""
        answer = await self.client.post(path, data=data, **more)
        assert answer.status_code == expect, Page(answer).text if answer.text else answer.status_code
        return answer.headers["location"]

    async def refused(self, path: str, data: Any = None, *, expect: int = 422, **more: Any) -> Page:
        """Post a form that is shown again with errors, and check the page."""
        return self._page(await self.client.post(path, data=data, **more), expect, checked=True)

    def _page(self, answer: httpx.Response, expect: int, *, checked: bool) -> Page:
        page = Page(answer)
        page.path = answer.request.url.path
        assert page.status == expect, page.text
        if checked:
            check(page)
        return page

    async def link(self, kind: links.Kind, subject: UUID) -> str:
        """Return a personal link of the present generation, as it is mailed."""
        table = {"i": "invitation", "r": "registration", "j": "seat"}[kind]
        generation = await self.organiser.pool.fetchval(
            f"select generation from {table} where id = $1", subject
        )
        return f"/{kind}/{links.make(kind, subject, generation, KEYS)}"

    async def data_link(self, my_page: str) -> str:
        """Return the link to the person's data that is mailed when their page asks for it."""
        subject = links.read("r", my_page.rpartition("/r/")[2][:48], KEYS)
        generation = await self.organiser.pool.fetchval(
            "select data_generation from registration where id = $1", subject.id
        )
        return f"/d/{links.make('d', subject.id, generation, KEYS)}"

    async def invitation_link(self, cohort_id: UUID, name: str) -> str:
        found = await self.organiser.invitations(cohort_id)
        return await self.link("i", found[name]["id"])

    async def seat_link(self, registration_id: UUID, session_id: UUID) -> str:
        seat_id = await self.organiser.pool.fetchval(
            "select id from seat where registration_id = $1 and session_id = $2 order by since desc limit 1",
            registration_id,
            session_id,
        )
        return await self.link("j", seat_id)

    async def registration_of(self, name: str) -> UUID:
        return await self.organiser.pool.fetchval(
            """select r.id from registration r join person p on p.id = r.person_id
                where p.name = $1 order by r.status = 'withdrawn', r.id desc limit 1""",
            name,
        )


@asynccontextmanager
async def open_site(database: Database, slug: str = "ruc", **others: Any) -> AsyncIterator[Site]:
    """Run the app in this process, with an organiser and these settings."""
    async with running(database, **others) as api:
        organiser = await an_organiser(api.pool, slug)
        transport = httpx.ASGITransport(api.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(page_cache, "page", _kept_as_made)
                yield Site(organiser, client, api.app)


kept_page = page_cache.page


def _kept_as_made(
    cache: PageCache, it: InvitationContext, make: Callable[[InvitationContext], bytes]
) -> bytes:
    """Return a cached page after asserting that it equals a newly rendered one."""
    kept = kept_page(cache, it, make)
    assert kept == make(it)
    return kept


class Clock:
    """The time used by pages; assign `clock.now` to change it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    @classmethod
    def set(cls, monkeypatch: pytest.MonkeyPatch) -> "Clock":
        """Replace the clock everywhere for the duration of the test."""
        clock = cls()
        monkeypatch.setattr(times, "now", clock)
        return clock
