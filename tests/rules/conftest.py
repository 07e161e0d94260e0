"""What several tests of the rules share."""

from __future__ import annotations

import pytest

from scenarios.model import Scenario
from tests.helpers import makers


@pytest.fixture(scope="session")
def dream_job() -> Scenario:
    """The first case of the library."""
    return makers.dream_job()
