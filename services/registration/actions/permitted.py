"""Marks what an action is in the table of permissions, and asks the table before it is done."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from services.registration.domain import permissions
from services.registration.domain.caller import Initiator

P = ParamSpec("P")
R = TypeVar("R")
Where = TypeVar("Where")
Who = TypeVar("Who", bound=Initiator)

_ATTRIBUTE: Final = "permitted_as"


def permitted(
    action: str,
) -> Callable[
    [Callable[Concatenate[Where, Who, P], Coroutine[Any, Any, R]]],
    Callable[Concatenate[Where, Who, P], Coroutine[Any, Any, R]],
]:
    """Let nobody do it whom domain/permissions.py does not let: `NotPermitted`, before anything is read."""

    def mark(
        function: Callable[Concatenate[Where, Who, P], Coroutine[Any, Any, R]],
    ) -> Callable[Concatenate[Where, Who, P], Coroutine[Any, Any, R]]:
        @wraps(function)
        def checked(
            where: Where, caller: Who, /, *args: P.args, **kwargs: P.kwargs
        ) -> Coroutine[Any, Any, R]:
            permissions.require(caller, action)
            return function(where, caller, *args, **kwargs)

        setattr(checked, _ATTRIBUTE, action)
        return checked

    return mark


def action_of(function: Callable[..., Any]) -> str | None:
    """The action that a function is marked as; None for one that is a part of others."""
    found: str | None = getattr(function, _ATTRIBUTE, None)
    return found
