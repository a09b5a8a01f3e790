"""Staff: signing in, passwords, roles."""
