"""What arrives by mail: read, never trusted."""
