"""Passwords of staff: hashed by argon2id (RFC 9106) in threads, a few at a time, because each needs 64 MiB."""

import asyncio
import unicodedata
from typing import Final

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE: Final = 2


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a password is right.

    `new_hash`: to be stored instead, if the password is right and its hash was made with outdated parameters;
    otherwise None.
    """

    is_right: bool
    new_hash: str | None = None


class Passwords:
    """Hashes and verifies passwords; one instance per app, so that its limit covers all concurrent sign-ins."""

    def __init__(self, hasher: PasswordHasher | None = None, *, at_once: int = _AT_ONCE) -> None:
        """`at_once`: how many passwords are processed concurrently; further ones wait."""
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(at_once)

    async def hash(self, password: str) -> str:
        """Return the text to store: parameters, salt and hash."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def verify(self, stored: str, password: str) -> Verified:
        """Compare a password with a stored hash. A text that is no argon2 hash (before 0.2.0) matches no password."""
        async with self._turns:
            return await asyncio.to_thread(self._verify, stored, _normal(password))

    def _verify(self, stored: str, password: str) -> Verified:
        try:
            self._hasher.verify(stored, password)
            is_outdated = self._hasher.check_needs_rehash(stored)
        except (VerificationError, InvalidHashError):
            return Verified(is_right=False)
        return Verified(is_right=True, new_hash=self._hasher.hash(password) if is_outdated else None)


def _normal(password: str) -> str:
    """Normalise to Unicode NFC, because keyboards encode letters such as "å" differently."""
    return unicodedata.normalize("NFC", password)
