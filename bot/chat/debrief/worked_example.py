"""A worked example: what a careful colleague does, told step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.app.playing.past_attempts import PastAttempt
from bot.chat.debrief.debrief_overview import debrief_overview, look_back
from bot.chat.debrief.past_lookup import past_of
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Key, Number
from bot.lines import Line, LineRole, note, text, title
from bot.locale import words
from bot.phrases.debrief_phrases import better_words, reason_words
from scenarios import limits
from scenarios.debrief import Moment
from scenarios.rendering import BREAK, units
from scenarios.worked_example import Example, example_steps


@tap("dx")
async def worked_example(
    ctx: AsyncContext, attempt_id: Key, turn: Number, position: Number
) -> Screen:
    """A step of the example that begins at a decision; the steps are counted from 0."""
    past = await past_of(ctx, attempt_id)
    moment = past.moment(turn)
    if moment is None or not moment.answer.critical:
        return debrief_overview(ctx.app, past)
    steps = example_steps(past.scenario, past.language, past.attempt.seed, moment)
    return worked_screen(past, moment, steps, min(position, len(steps) - 1))


def worked_screen(
    past: PastAttempt, moment: Moment, steps: Sequence[Example], position: int
) -> Screen:
    """One step of a worked example.

    Args:
        moment: The moment at which the example begins.
        steps: All its steps.
        position: The step to show, counted from 0.
    """
    speak, step = words(past.language), steps[position]
    say, told = speak.say, step.told
    lines = [
        title(say("How it is done well: {place} of {all}", place=position + 1, all=len(steps))),
        *(
            [
                note(
                    say(
                        "Two minutes of the case, from a moment where someone could have been "
                        "endangered."
                    )
                )
            ]
            if position == 0
            else []
        ),
        *map(text, step.story),
        Line(LineRole.PROMPT, told.prompt),
        Line(LineRole.CHOSEN, say("A careful colleague:")),
        text(better_words(speak, told.chosen)),
        Line(LineRole.RULE, speak.rule),
    ]
    came = [text(told.consequences)] if told.consequences else []
    reasons = [Line(LineRole.REASON, reason_words(reason)) for reason in told.reasons]
    # A talk has an answer and a reason for each question: where both do not fit, reasons stay.
    whole = (*lines, *came, *reasons)
    shown = whole if _fits(whole) else (*lines, *reasons)
    return screen(shown, _buttons(past, moment, steps, position))


def _fits(lines: Sequence[Line]) -> bool:
    return sum(units(line.text) + BREAK for line in lines) <= limits.TURN_UNITS


def _buttons(
    past: PastAttempt, moment: Moment, steps: Sequence[Example], position: int
) -> Iterator[Button]:
    say, attempt, turn = words(past.language).say, past.attempt.id, moment.turn
    is_last = position + 1 == len(steps)
    further = _further(past, moment, steps) if is_last else None
    if not is_last:
        yield main(button(say("Next step"), worked_example, attempt, turn, position + 1))
    if position:
        yield button(say("Previous step"), worked_example, attempt, turn, position - 1)
    if further is not None:
        label = say("The next such moment")
        yield main(button(label, worked_example, attempt, further.turn, 0))
    back = button(say("Back to the overview"), look_back, attempt)
    yield main(back) if is_last and further is None else back


def _further(past: PastAttempt, moment: Moment, steps: Sequence[Example]) -> Moment | None:
    """The next moment in which someone could have been endangered and that was not shown yet."""
    shown = {step.scene for step in steps}
    later = (each for each in past.critical if each.turn > moment.turn)
    return next((each for each in later if each.position.scene not in shown), None)
