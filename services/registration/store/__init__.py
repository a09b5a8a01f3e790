"""All SQL of the service, with typed functions that run it."""
