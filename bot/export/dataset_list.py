"""All data sets, in the order of the documentation and of a workbook's sheets."""

from __future__ import annotations

from collections.abc import Mapping

from bot.export.rows.attempt_rows import ATTEMPTS
from bot.export.rows.cohort_rows import COHORTS
from bot.export.rows.decision_rows import DECISIONS
from bot.export.rows.gain_rows import GAIN
from bot.export.rows.people_rows import PEOPLE
from bot.export.rows.practice_rows import PRACTICE
from bot.export.rows.refresher_rows import REFRESHERS
from bot.export.schema.dataset import Dataset

DATASETS: Mapping[str, Dataset] = {
    dataset.name: dataset
    for dataset in (PEOPLE, ATTEMPTS, DECISIONS, PRACTICE, REFRESHERS, COHORTS, GAIN)
}
