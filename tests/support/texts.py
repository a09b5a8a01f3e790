"""Any text that people can type, for generated tests."""

from typing import Final

from hypothesis import strategies as st

# All of Unicode but halves of characters. The default of `st.text` is the same set, worked out letter by letter: seconds.
LETTER: Final = st.characters(exclude_categories=["Cs"])
