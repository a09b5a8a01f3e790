"""Personal links: derived by both services, stored by neither (architecture rule 7).

A token is 48 characters of unpadded base64url over 36 bytes: kind (1), key number (1), subject (16), generation (2), and
the first 128 bits of HMAC-SHA-256 over those 20 bytes. Raising the subject's generation revokes all its tokens. The
first key signs, all keys verify.
"""

import base64
import binascii
import functools
import hashlib
import hmac
import struct
from typing import Final, Literal
from uuid import UUID

import msgspec

# i: invitation, r: own page, j: join, k: calendar, d: own data, s: a staff member's password.
Kind = Literal["i", "r", "j", "k", "d", "s"]

_BODY: Final = struct.Struct(">cB16sH")
_MAC_BYTES: Final = 16
_TOKEN_CHARACTERS: Final = 48


class LinkKey(msgspec.Struct, frozen=True):
    """A signing key; its `number` (0–255) is part of each token that it signs."""

    number: int
    secret: bytes


class LinkSubject(msgspec.Struct, frozen=True):
    """What a valid token names. The caller compares `generation` with the row: if they differ, the token is revoked."""

    id: UUID
    generation: int


class BadLink(Exception):
    """The token is malformed, of another kind, or signed by none of our keys."""


@functools.cache  # called for each page
def read_keys(text: str) -> tuple[LinkKey, ...]:
    """Read `1:hexsecret,2:hexsecret`; the first key signs. Raises `ValueError`, which never quotes the text."""
    try:
        parts = [part.strip().partition(":") for part in text.split(",")]
        keys = tuple(LinkKey(int(number), bytes.fromhex(secret)) for number, _, secret in parts)
    except ValueError:
        keys = ()
    if not keys or any(not 0 <= key.number <= 255 or len(key.secret) < 16 for key in keys):
        raise ValueError("KALLELSE_LINK_KEYS is number:hex,…: numbers to 255, at least 32 hex digits each")
    return keys


def make(kind: Kind, subject: UUID, generation: int, keys: tuple[LinkKey, ...]) -> str:
    """Make the token of a subject's link."""
    body = _BODY.pack(kind.encode(), keys[0].number, subject.bytes, generation)
    return base64.urlsafe_b64encode(body + _mac(body, keys[0].secret)).decode()


def read(kind: Kind, token: str, keys: tuple[LinkKey, ...]) -> LinkSubject:
    """Verify a token and return its subject, or raise `BadLink`."""
    if len(token) != _TOKEN_CHARACTERS or not token.isascii():
        raise BadLink
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadLink from None
    body, mac = raw[: _BODY.size], raw[_BODY.size :]
    if len(mac) != _MAC_BYTES:
        raise BadLink
    found, number, subject, generation = _BODY.unpack(body)
    for key in keys:
        if (
            key.number == number
            and hmac.compare_digest(mac, _mac(body, key.secret))
            and found == kind.encode()
        ):
            return LinkSubject(UUID(bytes=subject), generation)
    raise BadLink


def url(base_url: str, kind: Kind, subject: UUID, generation: int, keys: tuple[LinkKey, ...]) -> str:
    """The absolute URL of a personal link."""
    return f"{base_url}/{kind}/{make(kind, subject, generation, keys)}"


def _mac(body: bytes, secret: bytes) -> bytes:
    mac = _keyed(secret).copy()
    mac.update(body)
    return mac.digest()[:_MAC_BYTES]


@functools.cache  # OpenSSL takes longer to set up a key than to use it
def _keyed(secret: bytes) -> hmac.HMAC:
    return hmac.new(secret, digestmod=hashlib.sha256)
