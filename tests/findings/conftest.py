"""What the tests of findings share with those of the rules."""

from __future__ import annotations

from tests.rules.conftest import dream_job

__all__ = ["dream_job"]
