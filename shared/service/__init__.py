"""What a running service consists of beside its work: start, loops, limits, health."""
