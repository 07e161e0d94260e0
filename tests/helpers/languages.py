"""Languages that a test runs in."""

import pytest

ENGLISH_FIRST = ("en", pytest.param("ar", marks=pytest.mark.slow))
"""Both languages, of which a plain run takes English: for what is the same in both."""
