"""Webhooks: what other programs are told, how it is signed, and which addresses may be reached."""
