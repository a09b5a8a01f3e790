"""Commands and local servers that operate both services."""
