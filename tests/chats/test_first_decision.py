"""A newcomer meets the first decision within half a minute of reading, in their own field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.app.onboarding.consent import NOTICE
from bot.chat.kit.routes import call
from bot.chat.learner.moments import answer_moment
from bot.chat.learner.onboarding.profile import choose_own_agency, choose_own_job
from bot.chat.learner.onboarding.start import accept_notice
from scenarios.catalogue import work
from scenarios.catalogue.tracks import tracks
from scenarios.languages import REQUIRED
from scenarios.spaced_repetition.items import items
from storage.agencies.agencies import OTHER
from tests.helpers.new_accounts import NewAccount, door
from tests.helpers.running import library

WORDS = 119
"""Read in 30 seconds at 238 words a minute, the mean of silent reading in English."""
TAPS = 3
FIELDS = [
    job for job in work.fields_of_work() if any(job in track.jobs for track in tracks().values())
]


def words_of(caller: NewAccount) -> int:
    """The words of the message; labels of buttons are looked through, not read."""
    return len(caller.text.split())


def tracks_of(signature: str) -> Iterator[str]:
    return (case.track for case in library() if signature in items(case))


@pytest.mark.parametrize("language", REQUIRED)
async def test_words_and_taps_from_start_to_the_first_decision(
    sqlite_url: str, language: str
) -> None:
    """For every field of work that has cases; the decision comes from that field."""
    async with door(sqlite_url, library()) as desk:
        for number, job in enumerate(FIELDS):
            caller = NewAccount(desk, 6000 + number, language=language)
            await caller.says("/start")
            read, taps = words_of(caller), 0
            for action in (
                call(accept_notice, language, NOTICE, ""),
                call(choose_own_agency, OTHER),
                call(choose_own_job, job),
            ):
                await caller.taps(action)
                read, taps = read + words_of(caller), taps + 1
            signature = caller.find(answer_moment).arguments["signature"]
            assert any(job in tracks()[track].jobs for track in tracks_of(signature))
            assert read <= WORDS, (job, read)
            assert taps <= TAPS
