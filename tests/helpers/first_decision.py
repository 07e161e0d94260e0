"""The way of newcomers from START to their first decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.app.onboarding.consent import NOTICE
from bot.chat.kit.routes import call
from bot.chat.learner.moments import answer_moment
from bot.chat.learner.onboarding.profile import choose_own_agency, choose_own_job
from bot.chat.learner.onboarding.start import accept_notice
from scenarios.catalogue import work
from scenarios.catalogue.tracks import tracks
from scenarios.spaced_repetition.items import items
from storage.agencies.agencies import OTHER
from tests.helpers.new_accounts import NewAccount, door
from tests.helpers.running import library


@dataclass(frozen=True, slots=True)
class Arrival:
    """One way.

    Attributes:
        job: The field of work.
        words: Those of the messages; labels of buttons are looked through, not read.
        before: Those of the messages above the decision, which is drawn at random.
        screens: The messages, with that of the decision.
        taps: The taps up to it.
        is_of_field: Whether the decision comes from a case of the field.
    """

    job: str
    words: int
    before: int
    screens: int
    taps: int
    is_of_field: bool


async def arrivals(url: str, language: str) -> list[Arrival]:
    """A newcomer of each field of work that has cases."""
    taught = {job for track in tracks().values() for job in track.jobs}
    fields = [job for job in work.fields_of_work() if job in taught]
    found: list[Arrival] = []
    async with door(url, library()) as desk:
        for number, job in enumerate(fields):
            caller = NewAccount(desk, 6000 + number, language=language)
            await caller.says("/start")
            read = [caller.text]
            for action in (
                call(accept_notice, language, NOTICE, ""),
                call(choose_own_agency, OTHER),
                call(choose_own_job, job),
            ):
                await caller.taps(action)
                read.append(caller.text)
            signature = caller.find(answer_moment).arguments["signature"]
            is_of_field = any(job in tracks()[track].jobs for track in _tracks_of(signature))
            words = [len(text.split()) for text in read]
            found.append(
                Arrival(job, sum(words), sum(words[:-1]), len(read), len(read) - 1, is_of_field)
            )
    return found


def _tracks_of(signature: str) -> Iterator[str]:
    return (case.track for case in library() if signature in items(case))
