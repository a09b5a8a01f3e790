"""Rules about mailings: selections, templates, attachments."""
