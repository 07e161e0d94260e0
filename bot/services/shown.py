"""Which screens arrived. Noted in groups: what is not noted yet is at worst shown once more."""

from __future__ import annotations

from bot.services.play import Play


class Shown:
    """Collects the turns that reached their chats until they are flushed."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._turns: dict[str, int] = {}

    def note(self, attempt: str, turn: int) -> None:
        """This turn of this attempt reached its chat."""
        self._turns[attempt] = max(turn, self._turns.get(attempt, turn))

    async def flush(self) -> None:
        """Write down what was noted; on trouble it stays noted for the next time."""
        turns, self._turns = self._turns, {}
        if not turns:
            return
        try:
            await self._play.shown(list(turns.items()))
        except BaseException:
            for attempt, turn in turns.items():
                self.note(attempt, turn)
            raise
