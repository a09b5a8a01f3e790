"""Every route of the pages for staff, by each role, by nobody, and with another organiser's ids."""

import re
from collections.abc import Iterator
from typing import get_args
from uuid import UUID

import pytest

from services.registration.domain.caller import Actor, Role
from services.registration.domain.permissions import PERMISSIONS, READ, READ_AS_ADMIN, may
from services.registration.web.admin import ROUTES
from services.registration.web.admin.kit.route import AdminRoute
from shared import ids
from tests.support.pages import staff as support
from tests.support.registration import an_organiser

pytestmark = pytest.mark.usefixtures("clock")

READS = {READ, READ_AS_ADMIN}


def routes() -> Iterator[AdminRoute]:
    yield from ROUTES


def path_of(route: AdminRoute, slug: str = "ruc", found: UUID | None = None) -> str:
    """Fill in the parameters of a path."""
    return f"/admin/{slug}" + re.sub(
        r"\{(\w+):(\w+)\}", lambda match: str(found or ids.new()) if match[2] == "uuid" else "x", route.path
    )


def test_every_route_asks_for_a_permission_of_the_table_and_reads_by_get_only():
    assert {route.permission for route in routes()} <= set(PERMISSIONS)
    assert all(route.method == "GET" for route in routes() if route.permission in READS)
    assert len({(route.method, route.path) for route in routes()}) == len(ROUTES)


@pytest.mark.parametrize("role", get_args(Role))
async def test_each_role_is_let_in_where_it_may_and_refused_elsewhere(site, role):
    async with support.signed_in(site, role) as browser:
        for route in routes():
            answer = await browser.client.request(route.method, path_of(route))
            is_let_in = may(Actor(kind="staff", role=role), route.permission)
            assert (answer.status_code != 403) is is_let_in, (route.method, route.path)
            assert answer.status_code < 500, (route.method, route.path)


async def test_nobody_gets_in_without_signing_in(site):
    for route in routes():
        answer = await site.client.request(route.method, path_of(route))
        assert answer.status_code == (303 if route.method == "GET" else 401), (route.method, route.path)
        if route.method == "GET":
            assert answer.headers["location"].startswith("/admin/sign-in")


async def test_another_organisers_pages_do_not_exist(site):
    await an_organiser(site.organiser.pool, "lund")
    async with support.signed_in(site, "admin") as browser:
        for route in routes():
            answer = await browser.client.request(route.method, path_of(route, "lund"))
            assert answer.status_code == 404, (route.method, route.path)
