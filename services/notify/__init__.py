"""Notify decides who hears of it, when and how: mail, calendar entries and reminders."""
