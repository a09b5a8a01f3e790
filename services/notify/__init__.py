"""The notify service: decides who is told what, when and how, and sends mails, calendar entries and reminders."""
