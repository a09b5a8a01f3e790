"""`python -m services.registration` runs the service by the environment."""

from services.registration.app import serve

serve()
