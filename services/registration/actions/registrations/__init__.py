"""Registering, changing a registration and leaving, attendance included."""
