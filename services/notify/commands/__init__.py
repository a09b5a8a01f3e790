"""What the command line asks of notify."""
