"""Random faults on a whole installation: `python -m tests.faults`, `make faults`."""
