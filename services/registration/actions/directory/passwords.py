"""Passwords of staff: hashed by argon2id (RFC 9106) in threads, a few at a time, since each takes 64 MiB."""

import asyncio
import unicodedata
from typing import Final

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE: Final = 2


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a password is the right one.

    `new_hash` is to be stored instead of the old: the password is right, and its hash was made with parameters that
    are no longer ours. None where the stored hash can stay.
    """

    is_right: bool
    new_hash: str | None = None


class Passwords:
    """Hashes and verifies; one for each app, so that its limit holds for all who sign in at once."""

    def __init__(self, hasher: PasswordHasher | None = None, *, at_once: int = _AT_ONCE) -> None:
        """`at_once`: how many passwords are worked on at the same time; the rest wait."""
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(at_once)

    async def hash(self, password: str) -> str:
        """Make what is stored of a password: parameters, salt and hash in one text."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def verify(self, stored: str, password: str) -> Verified:
        """Compare. A stored text that is no argon2 hash, as installations before 0.2.0 have, fits no password."""
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
    """One spelling of what looks the same: keyboards differ in how they write an "å" (Unicode NFC)."""
    return unicodedata.normalize("NFC", password)
