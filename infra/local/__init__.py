"""The pair and its servers on one machine."""
