"""A cohort's own questions, as part of a form."""
