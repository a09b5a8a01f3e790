"""State machines that do any actions in any order, compared with a reference model of the result."""
