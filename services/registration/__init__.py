"""Registration says what happened: programmes, people, invitations, registrations and seats."""
