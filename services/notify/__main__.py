"""`python -m services.notify` runs the service by the environment."""

from services.notify.worker import serve

serve()
