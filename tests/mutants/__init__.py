"""Mutation testing of the domain: which changes no test notices (`make mutants`)."""
