"""The parts of command-line commands that concern registration's database: each parses arguments, runs one action, and returns text."""
