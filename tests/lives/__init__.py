"""Random lives of a small cohort: what mails, pages, feeds, calendars and the API say must agree. `python -m tests.lives`."""
