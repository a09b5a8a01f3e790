"""A mail server for trials: stores every mail and shows it."""
