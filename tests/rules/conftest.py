"""What several tests of the rules share."""

from __future__ import annotations

import pytest

from scenarios.model import Scenario
from scenarios.shelf import load_shelf


@pytest.fixture(scope="session")
def dream_job() -> Scenario:
    """The first case of the library."""
    found = load_shelf().get("dream-job")
    assert found is not None
    return found
