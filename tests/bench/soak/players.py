"""Learners who play by their screens: random, impatient and clumsy."""

from __future__ import annotations

import random
from typing import Any, TypeAlias

from bot.chat.kit.routes import Call
from bot.chat.learner.case_cards import begin_case, case_card, play_again
from bot.chat.learner.onboarding.profile import skip_onboarding
from bot.chat.learner.onboarding.start import accept_notice
from bot.chat.playing.play import resume_attempt
from bot.chat.routes import ROUTES
from bot.sandbox.world import Person
from tests.bench.soak.diary import OF_A_TURN, Diary, RecordingSandbox, buttons
from tests.helpers.staff import Target, leads

Json: TypeAlias = dict[str, Any]

# What is tapped rather than anything else, the first that is offered.
_SOONEST: tuple[tuple[Target, ...], ...] = (
    (accept_notice, begin_case),
    (skip_onboarding,),
    (resume_attempt,),
    (play_again, case_card),
)
PATIENCE = 8.0  # seconds until somebody who sees nothing new does something again; then twice as
LONGEST = 64.0  # many, and so on: else whoever waits only adds to what all wait for
PAUSE = 0.4  # seconds that somebody looks at a screen, at the middle
TWICE, OTHER, OLD = 0.05, 0.03, 0.03  # how often a tap comes twice, with another, on an old message


class Player:
    """Plays one case after the other until it is over."""

    def __init__(self, sandbox: RecordingSandbox, user: int, dice: random.Random) -> None:
        self._sandbox = sandbox
        self._dice = dice
        self._diary: Diary = sandbox.diary
        self._patience = PATIENCE
        self._old: list[tuple[int, str]] = []
        self.person: Person = sandbox.world.person(user)
        self.over = False

    async def play(self) -> None:
        self._say("/start")
        seen: object = None
        while not self.over:
            if await self._sees_other_than(seen):
                await self._sandbox.sleep(self._dice.expovariate(1 / PAUSE))
            elif self._dice.random() < 0.5:
                self._say(self._dice.choice(("/start", "/resume")))
            seen = self._sight()
            if not self.over and (message := self.newest()) is not None:
                self._tap(message)

    def newest(self) -> Json | None:
        """The newest message of the bot that has buttons."""
        every = reversed(self.person.messages.values())
        shown = (message.shown for message in every if not message.deleted)
        return next((row for row in shown if row["from"]["is_bot"] and buttons(row)), None)

    async def _sees_other_than(self, seen: object) -> bool:
        """Whether something new arrives before the patience is over."""
        while self._sight() == seen and not self.over:
            if not await self.person.signal.wait(self._patience):
                self._patience = min(self._patience * 2, LONGEST)
                return False
        self._patience = PATIENCE
        return True

    def _sight(self) -> object:
        newest = self.newest()
        return newest and (newest["message_id"], newest.get("text"), tuple(buttons(newest)))

    def _tap(self, message: Json) -> None:
        number, offered = message["message_id"], buttons(message)
        data = self._choice(offered)
        self._send(number, data)
        if self._dice.random() < TWICE:
            self._send(number, data)
        if self._dice.random() < OTHER:
            self._send(number, self._dice.choice(offered))
        if self._old and self._dice.random() < OLD:
            self._send(*self._dice.choice(self._old))
        self._old = [*self._old[-4:], (number, data)]

    def _choice(self, offered: list[str]) -> str:
        actions = {name: ROUTES.read(name) for name in offered}
        if not any(isinstance(each, Call) and each.name in OF_A_TURN for each in actions.values()):
            for targets in _SOONEST:
                wanted = [
                    data
                    for data, action in actions.items()
                    if action is not None and any(leads(action, target) for target in targets)
                ]
                if wanted:
                    return self._dice.choice(wanted)
        return self._dice.choice(offered)

    def _send(self, message: int, data: str) -> None:
        self._sandbox.people.taps(self.person, message, data)
        self._diary.tapped(self.person.id, data, self._sandbox.world.updates.last)

    def _say(self, text: str) -> None:
        self._sandbox.people.says(self.person, text)
        self._diary.said(self.person.id, self._sandbox.world.updates.last)
