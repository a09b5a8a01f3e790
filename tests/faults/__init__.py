"""Faults at random on a whole installation: `python -m tests.faults`, `make faults`."""
