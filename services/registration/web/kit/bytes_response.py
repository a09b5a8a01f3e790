"""Response for finished bytes, with encoded headers cached."""

from functools import lru_cache
from typing import Any, Final

from litestar import Response
from litestar.response.base import ASGIResponse

_NO_CONTENT: Final = 204


class BytesResponse(Response[bytes]):
    """A response whose body is bytes; `headers` must include the content type. Each header is encoded once per process.

    Litestar's own response compares each header with those before it, which took a tenth of a page's time.
    """

    def __init__(self, body: bytes, *, status: int, headers: dict[str, str]) -> None:
        super().__init__(body, status_code=status, headers=headers)
        self.status = status

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIResponse:
        headers = [_encoded(header) for header in self.headers.items()]
        if self.status != _NO_CONTENT:
            headers.append((b"content-length", b"%d" % len(self.content)))
        headers += [cookie.to_encoded_header() for cookie in self.cookies]
        return _Finished(self.content, self.status, headers)


class _Finished(ASGIResponse):
    __slots__ = ("_finished",)

    def __init__(self, body: bytes, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self.body = body
        self.status_code = status
        self.background = None
        self.is_head_response = False  # the server sends no body then
        self._finished = headers

    def encode_headers(self) -> list[tuple[bytes, bytes]]:
        return self._finished


@lru_cache
def _encoded(header: tuple[str, str]) -> tuple[bytes, bytes]:
    name, value = header
    return name.encode("latin-1"), value.encode("latin-1")
