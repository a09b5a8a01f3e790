"""The parts of command-line commands that concern notify's database."""
