"""The simulation itself: a seed does the same every time, and what is lost is noticed."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def simulated(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "tests.simulation", *arguments)
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_seed_does_the_same_every_time(database: str) -> None:
    first, again = (simulated("--seeds", "3", "--database", database) for _ in range(2))
    assert first.returncode == 0, first.stdout
    assert "calls" in first.stdout
    assert again.stdout == first.stdout


def test_a_loss_is_noticed() -> None:
    """A disk that says too early that data is safe loses it, whatever the program does."""
    outcome = simulated("--seeds", "1", "--lying-disk")
    assert outcome.returncode == 1
    assert "was never taken" in outcome.stdout
