"""Seats given, freed and passed on."""
