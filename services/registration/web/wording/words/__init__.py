"""The texts that each language must have: one struct for each part of the pages."""
