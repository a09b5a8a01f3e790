"""The registration service: programmes, people, invitations, registrations and seats, by pages and API."""
