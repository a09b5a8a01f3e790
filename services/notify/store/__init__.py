"""All SQL of notify, beside the typed functions that run it."""
