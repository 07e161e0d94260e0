"""A year of many learners under our refreshers and others: retention and cost.

Nobody here is a person. A learner is a row of items, each with a memory (`memory_models`)
that no schedule sees; a schedule sees only whether answers were right, and when they came. What is
sent is packed alike for all: what comes on one day comes in messages of three items at most.

Other schedules send what is due on its day, as they were published, or hold to the caps of ours:
one prompt a day, some a week, one to three items; after three prompts in a row without an answer
there is one question whether to go on, then silence until the learner is back. Within the caps ours
takes what is most urgent, and the others what has been due longest. How often ours asks is set by
what is wished to be known, or by narrower caps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import ceil
from typing import TypeAlias

from scenarios.model import FORMS, WAY_OF, Form
from scenarios.players import Dice
from scenarios.spaced_repetition import bare_memory
from scenarios.spaced_repetition.bare_memory import ItemState, ItemTraits
from scenarios.spaced_repetition.guessing import GUESS, right_share
from scenarios.spaced_repetition.memory import RETENTION, WEIGHT
from scenarios.spaced_repetition.selection import AGAIN, RESTRAINT
from tests.bench.learning import memory_models, schedules
from tests.bench.learning.memory_models import Trace
from tests.bench.learning.schedules import Plan

FIRST_RIGHT = 0.8
"""The share of decisions that are answered right in the course; a guess, near what Lee (2021) found
after a week. With it the model gives the same figures for other schedules as were found before."""
CRITICAL_EACH = 2
"""Of so many items one can endanger someone, as in the library."""
CONTRARY_EACH = 3
"""Of so many items one is of a case in which nobody is to be reported, as in the library."""
OURS = "ours"
SCHEDULES = (OURS, *schedules.PEERS)
ITEMS_A_PROMPT = 3
A_WEEK = 3
WEEK = 7
PATIENCE = 3  # prompts passed over in a row, before it is asked whether to go on
AWAY = 21  # days without a prompt; after that much is forgiven
BACKLOG = 6  # items that stay due after an absence
_FINE = 1 << 53


@dataclass(frozen=True, slots=True)
class Lateness:
    """The delays of answers: shares of the days with a prompt, and days.

    Attributes:
        same_day: The share that is answered on its day.
        soon: The share that is answered some days late.
        never: The share that is never answered. What is left is answered very late.
        soon_days: The least and the most days late.
        late_days: Likewise of what is very late.
    """

    same_day: float = 0.6
    soon: float = 0.25
    never: float = 0.05
    soon_days: tuple[int, int] = (1, 7)
    late_days: tuple[int, int] = (8, 40)

    def draw(self, dice: Dice) -> int | None:
        """Days until a prompt of a given day is answered; None for no answer."""
        at = _share(dice)
        if at < self.same_day:
            return 0
        if at < self.same_day + self.soon:
            return _between(self.soon_days, dice)
        return None if at >= 1 - self.never else _between(self.late_days, dice)


LATE = Lateness()
PUNCTUAL = Lateness(same_day=1, soon=0, never=0)


def _share(dice: Dice) -> float:
    return dice.below(_FINE) / _FINE


def _between(ends: tuple[int, int], dice: Dice) -> int:
    return ends[0] + dice.below(ends[1] - ends[0] + 1)


@dataclass(frozen=True, slots=True)
class Setting:
    """The parameters of a simulation.

    Attributes:
        schedule: One of `SCHEDULES`.
        model: How people remember; one of `memory_models.MODELS`.
        learners: How many.
        days: For how long.
        items: Of each learner.
        seed: Draws all chance. The same learners come to every schedule.
        weekly: Prompts in seven days, at most, and one a day; None for a schedule without caps.
        most: Items of a prompt, at most.
        wish: The share of every item that ours is to keep known; None for what is usual.
        lateness: How late they answer.
        guess: The chance of a right answer by whoever does not know it; see `guessing`.
    """

    schedule: str
    model: str
    learners: int = 1000
    days: int = 365
    items: int = 20
    seed: int = 0
    weekly: int | None = None
    most: int = ITEMS_A_PROMPT
    wish: float | None = None
    lateness: Lateness = LATE
    guess: float = GUESS


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a simulation.

    Attributes:
        setting: What was simulated.
        recall: The chance that it is known and not guessed, 0 to 1; the mean of all items and the
            whole time.
        critical: The same of items that can endanger someone.
        prompts: Messages that each learner got, on average.
        asked: How often each item was asked, on average.
        crowded: Of the days on which a learner got something, the share with more than one message.
        peak: The most messages that any learner got on one day.
        busiest: The most messages that any learner got in seven days.
        first_week: Messages that each learner got in the first seven days, on average.
    """

    setting: Setting
    recall: float
    critical: float
    prompts: float
    asked: float
    crowded: float
    peak: int
    busiest: int
    first_week: float

    @property
    def weighed(self) -> float:
        """Recall weighted by the weights of our item choice."""
        share = len(range(0, self.setting.items, CRITICAL_EACH)) / self.setting.items
        detail = (self.recall - share * self.critical) / (1 - share) if share < 1 else 0.0
        parts = share * WEIGHT[True], (1 - share) * WEIGHT[False]
        return (parts[0] * self.critical + parts[1] * detail) / sum(parts)

    def gained(self, nothing: Outcome) -> float | None:
        """Percentage points of recall gained for each prompt; None without prompts.

        Args:
            nothing: What came of no refreshers.
        """
        more = 100 * (self.recall - nothing.recall)
        return more / self.prompts if self.prompts else None


@dataclass(slots=True)
class _Item:
    """One item of a learner: its true memory and the schedule's plan."""

    number: int
    critical: bool
    trace: Trace
    plan: Plan | ItemState
    guess: float
    recalled: float = 0.0  # in days, up to the last answer
    asked: int = 0
    asked_on: int = -1  # the last day

    def is_ready(self, day: int) -> bool:
        """Whether the item is due; under our schedule an unanswered one waits for a week."""
        waits = isinstance(self.plan, ItemState) and self.trace.day < self.asked_on
        return self.plan.due <= day and not (waits and day - self.asked_on < AGAIN)

    def answer(self, day: int, form: Form, dice: Dice) -> None:
        """Answer it, right if it is known or guessed; the schedule learns only whether.

        A right guess leaves what a wrong answer does: it was not known, and its reason was read.
        """
        self.recalled += self.trace.total(day)
        at, known = _share(dice), self.trace.recalled(day)
        right = at < right_share(known, self.guess)
        self.trace = self.trace.after(day, right=at < known)
        if isinstance(self.plan, ItemState):
            self.plan = bare_memory.after_answer(self.plan, day, form, right=right)
        else:
            self.plan = self.plan.answered(day, right=right)

    def pass_over(self, day: int) -> None:
        """Without caps an unanswered item is asked again."""
        if not isinstance(self.plan, ItemState):
            self.plan = self.plan.passed(day)


_Prompt: TypeAlias = list[tuple[_Item, Form]]


@dataclass(slots=True)
class _Learner:
    """A learner and their history."""

    items: list[_Item]
    late: Sequence[int | None]  # by the day on which something comes, whatever the schedule
    answers: Dice
    sent: dict[int, int] = field(default_factory=dict)  # messages by day

    def gets(self, day: int, messages: int = 1) -> None:
        self.sent[day] = self.sent.get(day, 0) + messages


def simulate(setting: Setting, tell: Callable[[int], None] = lambda _: None) -> Outcome:
    """Simulate the whole period for all learners.

    Args:
        setting: What is simulated.
        tell: Called with how many learners are done.
    """
    tally = _Tally(setting)
    for number in range(setting.learners):
        learner = _begun(setting, number)
        if setting.weekly is None:
            _live(setting, learner)
        else:
            _Capped(setting, setting.weekly, learner).live()
        tally.add(learner)
        tell(number + 1)
    return tally.outcome()


BUDGETS = ((1, 1), (1, 2), (1, 3), (2, 3), (3, 3), (4, 3), (5, 3), (6, 3), (7, 3))
"""Prompts a week and items of each, from little to much."""
WISHES = (0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97)
"""Shares that ours is to keep known of every item, likewise."""


def settings(base: Setting, weekly: int, model: str) -> list[Setting]:
    """The compared settings: others as published, then within the caps, then ours.

    Args:
        base: What is the same for all.
        weekly: Prompts in seven days, at most. SM-2 and ours come for every budget up to it, and
            ours for every wish at the whole of it.
        model: How people remember; one of `memory_models.MODELS`.
    """
    budgets = [pair for pair in BUDGETS if pair[0] <= weekly]
    whole = budgets[-1]
    capped = [
        *((name, whole) for name in ("kerfoot", "fixed")),
        *(("sm-2", budget) for budget in budgets),
    ]
    ours = [*((whole, wish) for wish in WISHES), *((budget, None) for budget in budgets)]
    return [
        *(replace(base, schedule=peer, model=model, weekly=None) for peer in schedules.PEERS),
        *(
            replace(base, schedule=name, model=model, weekly=few, most=most)
            for name, (few, most) in capped
        ),
        *(
            replace(base, schedule=OURS, model=model, weekly=few, most=most, wish=wish)
            for (few, most), wish in ours
        ),
    ]


def _begun(setting: Setting, number: int) -> _Learner:
    """A learner on the evening of the course."""
    first, answers, lateness = (
        Dice(setting.seed, f"{number}/{label}") for label in ("first", "answers", "lateness")
    )
    items = [_item(setting, index, _share(first)) for index in range(setting.items)]
    late = [setting.lateness.draw(lateness) for _ in range(setting.days)]
    return _Learner(items, late, answers)


def _item(setting: Setting, number: int, at: float) -> _Item:
    """An item after the course.

    Args:
        setting: What is simulated.
        number: Which item.
        at: Between 0 and 1; the lowest know it, and the next ones guess right.
    """
    right = at < FIRST_RIGHT
    known = at < (FIRST_RIGHT - setting.guess) / (1 - setting.guess)
    critical = number % CRITICAL_EACH == 0
    trace = memory_models.begun(setting.model, right=known)
    if setting.schedule != OURS:
        plan = schedules.begun(setting.schedule, right=right)
        return _Item(number, critical, trace, plan, setting.guess)
    contrary = number % CONTRARY_EACH == CONTRARY_EACH - 1
    restrained = frozenset(form for form in FORMS if (WAY_OF[form] == "look-alike") != contrary)
    kind = ItemTraits(
        number, critical, restrained, setting.wish or RETENTION[critical], setting.guess
    )
    begun = bare_memory.initial_state(kind, right=right)
    return _Item(number, critical, trace, begun, setting.guess)


def _live(setting: Setting, learner: _Learner) -> None:
    """Without caps each item is asked when it is due."""
    asked: dict[int, int] = {}
    for item in learner.items:
        for day in _days(setting, learner, item):
            asked[day] = asked.get(day, 0) + 1
    for day, count in asked.items():
        learner.gets(day, ceil(count / ITEMS_A_PROMPT))


def _days(setting: Setting, learner: _Learner, item: _Item) -> Iterator[int]:
    """The days on which an item is asked; it is answered meanwhile."""
    while item.plan.due < setting.days:
        day = ceil(item.plan.due)
        item.asked += 1
        yield day
        late = learner.late[day]
        if late is None:
            item.pass_over(day)
        elif day + late < setting.days:
            item.answer(day + late, FORMS[0], learner.answers)
        else:
            return


class _Capped:
    """One learner under a schedule that holds to the caps, day by day."""

    def __init__(self, setting: Setting, weekly: int, learner: _Learner) -> None:
        self._setting = setting
        self._weekly = weekly
        self._learner = learner
        self._lately: deque[int] = deque()  # the days of the last messages
        self._coming: dict[int, list[_Prompt]] = {}  # what is answered on a day yet to come
        self._open = False  # whether nothing of the last prompt was answered
        self._unanswered = 0
        self._restrained: list[bool] = []
        self._last: int | None = None

    def live(self) -> None:
        for day in range(1, self._setting.days):
            for prompt in self._coming.pop(day, ()):
                self._answer(prompt, day)
            if self._unanswered < PATIENCE and self._is_free(day):
                self._ask(day)

    def _is_free(self, day: int) -> bool:
        """Whether the week has room for another message."""
        while self._lately and day - self._lately[0] >= WEEK:
            self._lately.popleft()
        return len(self._lately) < self._weekly

    def _ask(self, day: int) -> None:
        """Send some of the due items, if any."""
        ready = [thing for thing in self._learner.items if thing.is_ready(day)]
        if not ready or self._is_tired(day):
            return
        prompt = self._chosen(ready, day)
        if prompt:
            for item, _ in prompt:
                item.asked += 1
                item.asked_on = day
            self._last, self._open = day, True
            self._send(day, prompt)

    def _chosen(self, ready: list[_Item], day: int) -> _Prompt:
        """The items of a prompt: the most urgent ones under our schedule, else the longest due."""
        most = self._setting.most
        if self._setting.schedule != OURS:
            longest = sorted(ready, key=lambda item: (item.plan.due, item.number))
            return [(item, FORMS[0]) for item in longest[:most]]
        known = [item.plan for item in ready if isinstance(item.plan, ItemState)]
        before = self._restrained[1 - RESTRAINT :]
        chosen = bare_memory.choose(self._forgiven(known, day), day, most, before)
        return [
            (self._learner.items[known_person.kind.number], form) for known_person, form in chosen
        ]

    def _forgiven(self, due: list[ItemState], day: int) -> list[ItemState]:
        """The due items; after an absence only the most urgent, with the rest restarted."""
        if len(due) <= BACKLOG or (self._last is not None and day - self._last < AWAY):
            return due
        ranked = sorted(
            due, key=lambda entry: (-bare_memory.urgency(entry, day), entry.kind.number)
        )
        for known_person in ranked[BACKLOG:]:
            self._learner.items[known_person.kind.number].plan = bare_memory.after_absence(
                known_person, day
            )
        return ranked[:BACKLOG]

    def _send(self, day: int, prompt: _Prompt) -> None:
        """Send a message, and note when it is answered, if it ever is."""
        self._learner.gets(day)
        self._lately.append(day)
        late = self._learner.late[day]
        if late == 0:
            self._answer(prompt, day)
        elif late is not None:
            self._coming.setdefault(day + late, []).append(prompt)

    def _answer(self, prompt: _Prompt, day: int) -> None:
        """Answer a message; a second answer on one day does not count."""
        for item, form in prompt:
            if item.trace.day < day:
                item.answer(day, form, self._learner.answers)
                known = item.plan
                self._restrained.append(
                    isinstance(known, ItemState) and form in known.kind.restrained
                )
        self._open = False
        self._unanswered = 0

    def _is_tired(self, day: int) -> bool:
        """Count a prompt that was passed over; after three, ask whether to go on."""
        self._unanswered += self._open
        if self._unanswered < PATIENCE:
            return False
        self._send(day, [])
        return True


class _Tally:
    """Sums over learners."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._recalled = {True: 0.0, False: 0.0}
        self._counts = {True: 0, False: 0}
        self._asked = self._prompts = self._days = self._crowded = self._first_week = 0
        self._peak = self._busiest = 0

    def add(self, learner: _Learner) -> None:
        """Count a learner whose time is over."""
        for item in learner.items:
            whole = item.recalled + item.trace.total(self._setting.days)
            self._recalled[item.critical] += whole / self._setting.days
            self._counts[item.critical] += 1
            self._asked += item.asked
        sent = learner.sent
        self._prompts += sum(sent.values())
        self._days += len(sent)
        self._crowded += sum(number > 1 for number in sent.values())
        self._first_week += sum(count for day, count in sent.items() if day <= WEEK)
        self._peak = max(self._peak, max(sent.values(), default=0))
        self._busiest = max(self._busiest, _busiest(sorted(sent.items())))

    def outcome(self) -> Outcome:
        learners, items = self._setting.learners, sum(self._counts.values())
        return Outcome(
            self._setting,
            sum(self._recalled.values()) / items,
            self._recalled[True] / self._counts[True],
            self._prompts / learners,
            self._asked / items,
            self._crowded / self._days if self._days else 0.0,
            self._peak,
            self._busiest,
            self._first_week / learners,
        )


def _busiest(sent: Sequence[tuple[int, int]]) -> int:
    """The most messages in any seven days."""
    most = held = start = 0
    for day, count in sent:
        held += count
        while day - sent[start][0] >= WEEK:
            held -= sent[start][1]
            start += 1
        most = max(most, held)
    return most


Point: TypeAlias = tuple[float, float]
"""How often each item is asked, and what share is recalled."""


def frontier(points: Iterable[Point]) -> list[Point]:
    """The corners of the line that no mix of some schedules is above.

    Whoever uses one schedule for some items and another for the rest lands between the two, so the
    line runs straight from corner to corner; and being asked more often forces nobody down.
    """
    corners: list[Point] = []
    for point in sorted(points, key=lambda pair: (pair[0], -pair[1])):
        if corners and point[1] <= corners[-1][1]:
            continue
        while len(corners) >= 2 and _is_below(corners[-1], corners[-2], point):
            corners.pop()
        corners.append(point)
    return corners


def _is_below(middle: Point, before: Point, after: Point) -> bool:
    """Whether a point lies on or under the straight line between two others."""
    rise, run = after[1] - before[1], after[0] - before[0]
    return (middle[1] - before[1]) * run <= rise * (middle[0] - before[0])


def over(point: Point, corners: Sequence[Point]) -> float:
    """The distance of a point over a frontier, in recall; negative under it."""
    for before, after in pairwise(corners):
        if point[0] <= after[0]:
            share = (point[0] - before[0]) / (after[0] - before[0])
            return point[1] - before[1] - share * (after[1] - before[1])
    return point[1] - corners[-1][1]
