"""Lists are the same on both databases, in every run."""

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of either kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
