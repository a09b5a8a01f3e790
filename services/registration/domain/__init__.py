"""Business rules as pure functions: no IO, no clock; the caller passes in all values."""
