"""State machines that perform random steps and compare the services with a plain reference model."""
