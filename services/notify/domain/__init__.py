"""The decisions of notify as pure functions: no IO, no clock, no randomness."""
