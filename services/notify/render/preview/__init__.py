"""Every kind of mail with sample data, for a page of previews and for the tests; no service imports it."""
