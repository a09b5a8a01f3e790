"""A list of people from a sheet: which column is what, what each row says, and what it changes in the directory."""
