"""`/i/…`: an invitation, its answer, and what happens when it was forwarded."""
