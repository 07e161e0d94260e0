"""In Arabic every line runs from right to left, whatever it begins with.

A client lays out each line by its first letter that has a direction; what is isolated lends none.
So a line that begins with a command, a Latin name or a number has a mark before it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

import pytest

from bot.app.access.rights import ADMIN, TRAINER
from bot.chat import command_list
from bot.chat.kit.audit_names import audit_name
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.onboarding.notice import show_accepted_notice, show_notice
from bot.chat.learner.onboarding.start import choose_language
from bot.chat.learner.own_erasure import erase_me
from bot.chat.learner.personal_settings import set_language
from bot.chat.learner.sign_out import sign_out
from bot.locale import words
from storage.people import people
from storage.people.roles import EVERYWHERE
from tests.helpers.assigning_world import LEARNERS, a_class, assigned, ended
from tests.helpers.staff import AIRPORT, Staff, leads

EACH = 2  # times that buttons of one kind are tapped
ENOUGH = 120  # screens
# What follows them is in English.
UNTAPPED = (set_language, show_accepted_notice, show_notice, choose_language, sign_out, erase_me)


def runs_leftwards(text: str) -> bool:
    """Whether a line is laid out from right to left, by the rules P2 and P3 of UAX #9."""
    depth = 0
    for kind in map(unicodedata.bidirectional, text):
        if kind in ("LRI", "RLI", "FSI"):
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def is_stray(line: str) -> bool:
    """Whether a line has Arabic in it and runs the other way."""
    arabic = any(unicodedata.bidirectional(char) == "AL" for char in line)
    return arabic and not runs_leftwards(line)


def strays(screen: Screen) -> Iterator[str]:
    """The lines of a screen that would run from left to right."""
    for line in screen.lines:
        yield from (name for name in line.text.split("\n") if is_stray(name))


async def walked(staff: Staff, person: str, ahead: list[Call | str]) -> list[Screen]:
    """The screens that commands lead to, and the buttons on them, in turn."""
    tapped: Counter[str] = Counter()
    found: list[Screen] = []
    while ahead and len(found) < ENOUGH:
        request = ahead.pop(0)
        if isinstance(request, str):
            reply = await staff.says(person, request)
        else:
            name = audit_name(request)
            tapped[name] += 1
            if tapped[name] > EACH or any(leads(request, target) for target in UNTAPPED):
                continue
            reply = await staff.taps(person, request)
        if reply.screen is not None:
            found.append(reply.screen)
            ahead += [button.action for button in reply.screen.buttons]
    return found


def every_command() -> Iterable[str]:
    speak = words("ar")
    told = (*command_list.commands(speak), *command_list.further_commands(speak))
    return [f"/{name}" for name, _ in told if name not in ("language", "erase")]


@pytest.mark.parametrize("person", ["sara", "trainer", "admin"])
async def test_every_line_runs_from_right_to_left(sqlite_url: str, person: str) -> None:
    """With names in Latin letters, as most are."""
    async with a_class(sqlite_url) as staff:
        await staff.person("admin", (ADMIN, EVERYWHERE), (TRAINER, AIRPORT), name="Omar Haddad")
        await ended(staff, "sara", (await assigned(staff)).id)
        for learner in (*LEARNERS, "trainer", "admin"):
            await staff.write(partial(people.change, person_id=learner, language="ar"))
        own = ["/cohorts", "/admin", "/health", "/totals", "/team", "/scenarios", "/trainers"]
        screens = await walked(staff, person, [*every_command(), *own, call(begin_case, "kinds")])
        found = {stray for screen in screens for stray in strays(screen)}
        assert len(screens) > 40
        assert found == set(), "\n".join(sorted(found))
