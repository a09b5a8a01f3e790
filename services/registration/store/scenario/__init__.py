"""Reads and writes a scenario's rows."""
