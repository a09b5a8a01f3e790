"""What a visitor without an invitation can ask for."""
