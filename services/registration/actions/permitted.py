"""Decorator that names an action of the permission table and checks it before the function runs."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from services.registration.domain import permissions
from services.registration.domain.caller import Initiator

P = ParamSpec("P")
R = TypeVar("R")
DatabaseT = TypeVar("DatabaseT")  # a pool or a connection
InitiatorT = TypeVar("InitiatorT", bound=Initiator)

_ATTRIBUTE: Final = "permitted_as"


def permitted(
    action: str,
) -> Callable[
    [Callable[Concatenate[DatabaseT, InitiatorT, P], Coroutine[Any, Any, R]]],
    Callable[Concatenate[DatabaseT, InitiatorT, P], Coroutine[Any, Any, R]],
]:
    """Decorate an action: it raises `NotPermitted`, before reading anything, unless domain/permissions.py allows it."""

    def decorate(
        function: Callable[Concatenate[DatabaseT, InitiatorT, P], Coroutine[Any, Any, R]],
    ) -> Callable[Concatenate[DatabaseT, InitiatorT, P], Coroutine[Any, Any, R]]:
        @wraps(function)
        def with_permission(
            database: DatabaseT, caller: InitiatorT, /, *args: P.args, **kwargs: P.kwargs
        ) -> Coroutine[Any, Any, R]:
            permissions.require(caller, action)
            return function(database, caller, *args, **kwargs)

        setattr(with_permission, _ATTRIBUTE, action)
        return with_permission

    return decorate


def action_of(function: Callable[..., Any]) -> str | None:
    """Return the action that a function is decorated with; None for a helper of other actions."""
    found: str | None = getattr(function, _ATTRIBUTE, None)
    return found
