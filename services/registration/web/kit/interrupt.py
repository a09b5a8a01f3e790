"""Ends a request early with another page: a dead link, a passed deadline, a form with errors."""

from typing import Any

from litestar import Request, Response


class ShortCircuit(Exception):
    """Raised with the response to send instead; an open transaction rolls back."""

    def __init__(self, response: Response[bytes]) -> None:
        super().__init__()
        self.response = response


def answer_short_circuit(_request: Request[Any, Any, Any], instead: ShortCircuit) -> Response[bytes]:
    return instead.response
