"""A strategy for any text that people can type."""

from typing import Final

from hypothesis import strategies as st

# All of Unicode except surrogates: the same set as `st.text`'s default, which takes seconds to compute.
LETTER: Final = st.characters(exclude_categories=["Cs"])
