"""A cohort's own questions as a part of a form."""
