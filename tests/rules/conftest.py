"""What several tests of the rules share."""

from __future__ import annotations

import pytest

from scenarios.model import Scenario
from tests.helpers import small_case


@pytest.fixture(scope="session")
def dream_job() -> Scenario:
    """The first case of the library."""
    return small_case.dream_job()
