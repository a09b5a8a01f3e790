"""Programmes, cohorts and what a cohort asks."""
