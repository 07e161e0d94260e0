"""The sets that there are, in the order in which they are told of."""

from __future__ import annotations

from collections.abc import Mapping

from bot.services.datasets.attempts import ATTEMPTS
from bot.services.datasets.cohorts import COHORTS
from bot.services.datasets.dataset import Dataset
from bot.services.datasets.decisions import DECISIONS
from bot.services.datasets.gain import GAIN
from bot.services.datasets.people import PEOPLE
from bot.services.datasets.practice import PRACTICE
from bot.services.datasets.refreshers import REFRESHERS

DATASETS: Mapping[str, Dataset] = {
    one.name: one for one in (PEOPLE, ATTEMPTS, DECISIONS, PRACTICE, REFRESHERS, COHORTS, GAIN)
}
