"""Values in, a finished e-mail out; pure apart from reading the templates once."""
