"""What Kallelse costs, measured beside something bare in the same run: `make bench`."""
