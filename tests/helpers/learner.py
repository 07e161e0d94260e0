"""A player on a phone who reads the screen only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scenarios.model import Scenario
from tests.helpers.sandbox import Phone

Button = dict[str, Any]
LATER = ":el"
LEAVE = ":."  # ends the data of the button that ends a talk


class Learner:
    """Plays by the buttons of the newest message."""

    def __init__(self, phone: Phone, language: str) -> None:
        self.phone = phone
        self.language = language

    async def arrives(self) -> None:
        """Begin with the bot, choose a language, accept the notice, skip the rest; see today."""
        await self.phone.says("/start")
        await self.phone.waits_for(lambda chat: self.buttons())
        if other := self.button(f":n:{self.language}:"):
            await self.phone.taps(other)
        await self.phone.waits_for(lambda chat: self.button(f":a:{self.language}:"))
        await self.phone.taps(self.button(f":a:{self.language}:") or "")
        await self.phone.waits_for(lambda chat: self.button(LATER))
        await self.phone.taps(self.button(LATER) or "")
        await self.phone.waits_for(lambda chat: self.buttons() and not self.button(LATER))
        if not self.button(":c:"):  # the first minute is there
            await self.phone.says("/today")
            await self.phone.waits_for(lambda chat: self.button(":c:"))

    async def opens(self, scenario: str) -> None:
        """Open the card of a scenario and begin it."""
        await self.finds(scenario)
        await self.phone.taps(f"1:c:{scenario}")
        await self.phone.waits_for(lambda chat: self.button(":b:"))
        await self.tap(":b:")

    async def finds(self, scenario: str) -> None:
        """See the button of a scenario's card, in the chat or else among the cases to practise."""
        card = f"1:c:{scenario}"
        chat = await self.phone.look()
        if any(card == key["callback_data"] for each in chat["messages"] for key in _keys(each)):
            return
        await self.command("/practice")
        for track in [button["callback_data"] for button in self.buttons()]:
            if self.button(card):
                return
            if ":hk:" in track:
                await self.turns_to(track)
                if not self.button(card):
                    await self.turns_to(":hp")

    async def command(self, text: str) -> str:
        """Write a command, and wait for the message that answers it; gives its text."""
        before = self.newest().get("message_id")
        await self.phone.says(text)
        await self.phone.waits_for(lambda chat: self.newest().get("message_id") != before)
        return self.text()

    async def plays(self, choose: Callable[[str], str]) -> str:
        """Play to the end; `choose` gives an answer, written as on a path, for the first button.

        Returns:
            The text of the last message.
        """
        while True:
            if self.button(":g:"):
                await self.tap(":g:")
            elif data := self.button(":t:") or self.button(":m:"):
                await self.answers(choose(data))
            else:
                return self.text()

    async def answers(self, act: str) -> None:
        """Answer whatever is asked, with an act as paths write it."""
        parts = act.split("+") if act else []
        if self.button(":m:"):
            for part in parts:
                if self.button(f"{part}:1"):  # the last step of an order has set itself
                    await self.mark(part)
            await self.tap(":d:")
        elif self.button(LEAVE):
            for part in parts:
                await self.tap(f":{part}")
            if self.button(LEAVE):
                await self.tap(LEAVE)
        else:
            await self.tap(f":{act}")

    async def mark(self, part: str) -> None:
        """Tap the button of an item or a step, and wait until the message shows it."""
        data = self.button(f":{part}:")
        assert data is not None, (part, self.buttons())
        query = await self.phone.taps(data, message_id=self.newest()["message_id"])
        await self.phone.waits_for(
            lambda chat: query not in chat["pending"] and self.button(f":{part}:") != data
        )

    async def tap(self, part: str) -> None:
        """Tap the button with a field and wait for the response."""
        data = self.button(part)
        assert data is not None, (part, self.buttons())
        before = self.newest()["message_id"]
        query = await self.phone.taps(data, message_id=before)
        await self.phone.waits_for(
            lambda chat: query not in chat["pending"] and self.newest()["message_id"] != before
        )

    async def turns_to(self, part: str) -> str:
        """Tap a button that changes its message in place; gives the new text."""
        data = self.button(part)
        assert data is not None, (part, self.buttons())
        before = self.newest()
        query = await self.phone.taps(data, message_id=before["message_id"])
        await self.phone.waits_for(
            lambda chat: query not in chat["pending"] and self.newest() != before
        )
        return self.text()

    async def answered(self, query: str) -> None:
        await self.phone.waits_for(lambda chat: query not in chat["pending"])

    async def next_after(self, message_id: int) -> None:
        """Wait until the newest message is another one."""
        await self.phone.waits_for(lambda chat: self.newest()["message_id"] != message_id)

    async def messages(self, count: int) -> None:
        """Wait for a number of messages in the chat."""
        await self.phone.waits_for(lambda chat: len(chat["messages"]) >= count)

    def newest(self) -> dict[str, Any]:
        """The newest message of the bot that is no picture and no voice."""
        every = self.phone.chat["messages"]
        sent = [
            entry
            for entry in every
            if entry["from"]["is_bot"] and not entry.keys() & {"photo", "voice"}
        ]
        return sent[-1] if sent else {}

    def text(self) -> str:
        return str(self.newest().get("text", ""))

    def outcome(self) -> str:
        """The text of the tapped message after its edit."""
        every = self.phone.chat["messages"]
        sent = [entry for entry in every if entry["from"]["is_bot"] and "photo" not in entry]
        return str(sent[-2].get("text", ""))

    def buttons(self) -> list[Button]:
        return _keys(self.newest())

    def labels(self) -> list[str]:
        """The labels of its buttons, without direction marks."""
        return [str(button["text"]).strip("\u200e\u200f") for button in self.buttons()]

    def button(self, part: str) -> str | None:
        """The data of its first button that has this part, or these parts, whole between colons."""
        found = (str(row["callback_data"]) for row in self.buttons())
        return next((data for data in found if has_part(data, part)), None)


def has_part(data: str, part: str) -> bool:
    """Whether the callback data contains a whole field; a prefix could match a random id."""
    return f":{part.strip(':')}:" in f":{data}:"


def _keys(message: dict[str, Any]) -> list[Button]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def along(path: Sequence[tuple[str, str]]) -> Callable[[str], str]:
    """Chooses along a path, one act after the other."""
    acts = iter([act for _, act in path])
    return lambda _data: next(acts)


def reference(scenario: Scenario) -> Sequence[tuple[str, str]]:
    """The best safe path of a scenario."""
    assert scenario.reference is not None
    return scenario.reference.path
