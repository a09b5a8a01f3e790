"""`/i/…`: an invitation, its answer, and forwarded invitations."""
