"""Every action is in the one table of permissions, says so itself, and is asked for by the routes that lead to it."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest

from services.registration import actions
from services.registration.actions.permitted import action_of
from services.registration.domain.caller import Actor, Initiator, Role
from services.registration.domain.permissions import (
    PERMISSIONS,
    READ,
    READ_AS_ADMIN,
    NotPermitted,
    may,
    require,
)
from services.registration.web.routes import API
from shared import times

# First parameter of an action; a function whose first parameter is a connection is only a part of actions.
STARTS_FROM = ("pool", "batcher")
ROLES = get_args(Role)
READS = {READ, READ_AS_ADMIN}


def public_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for module in pkgutil.walk_packages(actions.__path__, f"{actions.__name__}."):
        found = importlib.import_module(module.name)
        for name, function in inspect.getmembers(found, inspect.isfunction):
            if function.__module__ == module.name and not name.startswith("_"):
                yield f"{module.name}.{name}", function


def test_every_action_is_marked_with_a_permission_of_the_table():
    begins = {
        name: (next(iter(inspect.signature(function).parameters), ""), action_of(function))
        for name, function in public_functions()
    }
    missing = {
        name for name, (first, action) in begins.items() if first in STARTS_FROM and action not in PERMISSIONS
    }

    assert not missing
    assert sum(first in STARTS_FROM for first, _ in begins.values()) > 50


def test_every_permission_of_the_table_belongs_to_an_action():
    marked = {action_of(function) for _, function in public_functions()}

    assert set(PERMISSIONS) - READS == marked - {None}


def test_every_api_route_requires_a_permission_of_the_table():
    assert {route.permission for route in API} <= set(PERMISSIONS)
    assert all((route.permission in READS) == (route.method == "GET") for route in API)


@pytest.mark.parametrize(
    "action",
    sorted(
        set(PERMISSIONS)
        - READS
        - {"list.export", "staff.change_feed", "staff.change_own", "staff.change_password"}
    ),
)
def test_a_viewer_has_no_permission_to_change_anything(action):
    assert not may(Actor(kind="token", role="viewer"), action)


def test_only_an_admin_may_change_the_organiser_or_erase_a_person():
    admins_only = {
        name
        for name in PERMISSIONS
        if may(Actor(kind="staff", role="admin"), name)
        and not may(Actor(kind="staff", role="coordinator"), name)
    }

    assert admins_only == {
        "organiser.change", "organiser.set_logo", "organiser.remove_logo", "organiser.pause_sending",
        "organiser.resume_sending", "person.export", "person.forget", "read_as_admin", "staff.change_role", "staff.invite", "staff.send_link", "staff.stop", "token.create", "token.revoke",
        "webhook.change", "webhook.create", "webhook.delete", "webhook.resend", "webhook.rotate", "webhook.test",
    }  # fmt: skip


def test_a_visitor_has_exactly_the_permissions_of_the_public_pages():
    assert {name for name in PERMISSIONS if may(Actor(kind="visitor"), name)} == {
        "attendance.join_as_guest", "enquiry.create", "invitation.answer_forwarded", "opening.subscribe",
        "registration.create", "registration.create_several", "registration.send_link",
        "staff.ask_for_link", "staff.choose_password", "staff.sign_in", "staff.sign_out",
    }  # fmt: skip


def test_the_command_line_and_the_service_have_every_permission():
    assert all(may(Actor(kind=kind), name) for kind in ("command", "system") for name in PERMISSIONS)


def test_a_token_without_a_role_has_no_permission():
    assert not any(may(Actor(kind="token"), name) for name in PERMISSIONS)
    assert all(may(Actor(kind="token", role=role), READ) for role in ROLES)


def test_an_action_without_its_permission_is_refused():
    viewer = Initiator(actor=Actor(kind="token", role="viewer"), now=times.now())

    with pytest.raises(NotPermitted):
        require(viewer, "cohort.cancel")
