"""Giving, freeing and handing over seats."""
