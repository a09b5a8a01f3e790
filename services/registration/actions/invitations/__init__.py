"""Invitation rules, inviting people, and their answers."""
