"""Another page than the one that was asked for: the link is dead, it is too late, there are mistakes."""

from typing import Any

from litestar import Request, Response


class ShortCircuit(Exception):  # noqa: N818 - it is no error; it ends the handler with a page of its own
    """Carries the answer to give; the transaction that was open is undone."""

    def __init__(self, response: Response[bytes]) -> None:
        super().__init__()
        self.response = response


def answer_short_circuit(_request: Request[Any, Any, Any], instead: ShortCircuit) -> Response[bytes]:
    return instead.response
