"""All SQL of the service, beside the typed functions that run it."""
