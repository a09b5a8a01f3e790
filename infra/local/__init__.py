"""Runs both services and the servers they need on one machine (`kallelse up`)."""
