"""What notify decides: values in, values out; no IO, no clock, nothing random."""
