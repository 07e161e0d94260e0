"""Taking updates in, so that none is lost: each at least once, in order for each person.

Rule 1. `take` returns only when an update's effects are committed, or when it is set aside.
Rule 2. A failure of the storage is no fault of an update: it is waited out, or told to whoever can
        bring the update again.
Rule 3. Of one person only so much waits; see `Queues`.
Rule 4. What cannot be read as an update is counted and passed over (see `reading`).
Rule 5. An update that fails for any other reason is tried three times in all, then set aside with
        its id, its kind and the name of the error, and the rest goes on.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final, Protocol, TypeAlias, TypeVar

import structlog
import telegram

from bot.app.errors import StorageTrouble
from bot.app.operations.dead_letters import TRIES
from bot.telegram.outage import Outage
from bot.telegram.queues import Queues, Spare, kind_of
from bot.telegram.timing import Time

T = TypeVar("T")
Raw: TypeAlias = Mapping[str, Any]

# Short, because everything that was fetched along with it waits.
FIRST_RETRY: Final = 0.1
LONGEST_RETRY: Final = 1.0
# Short too: once the storage is back nobody waits for longer, however long it was away. One at a
# time tries, so it is asked as seldom as if one waited.
FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 1.5

_log = structlog.get_logger()


class IntakeStopped(Exception):
    """Updates cannot be taken in, and waiting would not help; the text says why."""


def _nobody_answers(_raw: Raw, _spare: Spare) -> None:
    return None


class Trouble(Protocol):
    """Keeps count of updates that failed."""

    async def failed(self, bot: int, update_id: int, kind: str, error: str) -> int:
        """Note a failure; returns how often this update has failed by now."""

    async def recovered(self, bot: int, update_id: int) -> None:
        """Forget the failures of an update that went through at last."""


class Intake:
    """Takes updates, wherever they come from.

    Attributes:
        well: Whether the storage did its work when it was last asked.
    """

    def __init__(
        self,
        process: Callable[[telegram.Update], Awaitable[None]],
        bot: telegram.Bot,
        trouble: Trouble,
        time: Time | None = None,
        *,
        tapped: Callable[[Raw, float], Awaitable[None]] | None = None,
        spare: Callable[[Raw, Spare], None] = _nobody_answers,
    ) -> None:
        """Make an intake.

        Args:
            process: Handles an update.
            bot: Whose updates.
            trouble: Counts failures.
            time: What tests replace.
            tapped: Handles a tapped button from the plain update, and hears when that came. Nearly
                all updates are taps, and making objects of one costs more than handling it.
            spare: Answers, without any work, what is not taken.
        """
        self._process = process
        self._tapped = tapped
        self._bot = bot
        self._trouble = trouble
        self._time = time or Time()
        self._spare = spare
        self._queues = Queues()
        self._outage = Outage(self._time)
        self._begun: dict[int, float] = {}  # moments, by a number that counts what came
        self._came = 0
        self.spared = 0
        self.unreadable = 0
        self.well = True

    @property
    def under_way(self) -> int:
        """How many updates are being taken, or wait for it."""
        return len(self._begun)

    @property
    def oldest(self) -> float:
        """For how many seconds the first of them has been."""
        first = next(iter(self._begun.values()), None)
        return 0.0 if first is None else self._time.now() - first

    def pass_over(self, update_id: int | None) -> None:
        """Something came that cannot be read, or not as an update; its number, where it has one."""
        self.unreadable += 1
        _log.warning("an update cannot be read", id=update_id)

    async def take(self, raw: Raw, *, patient: bool = True) -> None:
        """Take one update.

        Args:
            raw: As Telegram sent it.
            patient: Wait while the storage is in trouble.

        Raises:
            StorageTrouble: The storage is in trouble and we are not patient. Nothing is lost if the
                update comes again.
        """
        spare = self._queues.spare(raw)
        if spare is not None:
            self.spared += 1
            self._spare(raw, spare)
            return
        self._came += 1
        number, begun = self._came, self._time.now()
        self._begun[number] = begun
        try:
            async with self._queues.turn(raw):
                await self._take(raw, begun, patient=patient)
        finally:
            del self._begun[number]

    async def _take(self, raw: Raw, begun: float, *, patient: bool) -> None:
        update_id, kind, tries = int(raw["update_id"]), kind_of(raw), 0
        for pause in self._time.growing(FIRST_RETRY, LONGEST_RETRY):
            error = await self._attempt(raw, begun, patient=patient)
            if error is None:
                break
            count = partial(self._trouble.failed, self._bot.id, update_id, kind, error)
            tries = await self._through(count, patient=patient)
            aside = tries >= TRIES
            _log.warning("an update failed", id=update_id, kind=kind, error=error, aside=aside)
            if aside:
                return
            await self._time.sleep(pause)
        if tries:
            forget = partial(self._trouble.recovered, self._bot.id, update_id)
            await self._through(forget, patient=patient)

    async def _attempt(self, raw: Raw, begun: float, *, patient: bool) -> str | None:
        """Handle an update; gives the name of what went wrong."""
        try:
            await self._through(self._work(raw, begun), patient=patient)
        except StorageTrouble:
            raise
        except Exception as problem:  # noqa: BLE001  whatever it is, the next update shall go on
            return type(problem).__name__
        return None

    def _work(self, raw: Raw, begun: float) -> Callable[[], Awaitable[None]]:
        if self._tapped is not None and "callback_query" in raw:
            return partial(self._tapped, raw, begun)
        return partial(self._process, telegram.Update.de_json(dict(raw), self._bot))

    async def _through(self, work: Callable[[], Awaitable[T]], *, patient: bool) -> T:
        """Do work that needs the storage, as soon as the storage does its own."""
        pauses, waited = self._time.growing(FIRST_WAIT, LONGEST_WAIT), False
        while True:
            began = self._time.now()
            try:
                result = await work()
            except StorageTrouble as problem:
                self.well = False
                _log.error("the storage is in trouble", error=type(problem).__name__)
                if not patient:
                    raise
                await self._outage.wait(next(pauses), began)
                waited = True
            else:
                self.well = True
                if waited:
                    self._outage.over()
                return result
