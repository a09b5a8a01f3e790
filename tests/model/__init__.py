"""State machines that do anything in any order, beside a plain model of what should come of it."""
