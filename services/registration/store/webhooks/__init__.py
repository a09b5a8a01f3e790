"""Webhooks, the messages for them, and the attempts to deliver them."""
