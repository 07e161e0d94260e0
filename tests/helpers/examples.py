"""The number of examples of a property test."""

from hypothesis import settings

_USUAL = 100


def examples(most: int) -> settings:
    """Settings for more or fewer examples than usual; a plain run tries a share of them."""
    assert settings.default is not None
    return settings(max_examples=max(1, most * settings.default.max_examples // _USUAL))
