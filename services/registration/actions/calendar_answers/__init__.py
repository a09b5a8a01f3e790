"""Answers from calendar programs: acted on as on one's own page, or decided by a coordinator."""
