"""Another page than the one that was asked for: the link is dead, it is too late, there are mistakes."""

from typing import Any

from litestar import Request, Response


class Instead(Exception):
    """Carries the answer to give; the transaction that was open is undone."""

    def __init__(self, response: Response[bytes]) -> None:
        super().__init__()
        self.response = response


def answer_instead(_request: Request[Any, Any, Any], instead: Instead) -> Response[bytes]:
    return instead.response
