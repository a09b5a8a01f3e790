"""Letters: what a mail says, as values."""
