"""`python -m services.registration`: runs the service as configured by the environment."""

from services.registration.app import serve

serve()
