"""`make mutants`: what of the domain could be otherwise without any test noticing."""
