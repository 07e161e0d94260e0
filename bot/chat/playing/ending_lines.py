"""The lines below the story of an ended attempt: its result, and the next steps.

What could have endangered someone is only counted here: its sentences stand in the debrief, one tap
away, which is where an assessment tells them for the first time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.app.playing.attempt_view import AttemptView
from bot.chat.common.certificate_links import certificate_button, issued_text
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Button
from bot.lines import Line, LineRole
from bot.locale import Words
from bot.phrases.debrief_phrases import MARKS, band_words, competency_words
from scenarios.rendering import render_text
from scenarios.score import Band, Critical, Result
from storage.playing.attempts import PREVIEW, REPLAY, TASTER


def ending(speak: Words, view: AttemptView) -> tuple[Iterable[Line], Iterable[Button]]:
    """The lines below the story of an ended attempt, and its buttons."""
    if view.mode == TASTER:
        return (), (main(button(speak.say("Continue"), "today_below")),)
    if view.mode == REPLAY:
        return _tried_again(speak), _after_trying_again(speak, view)
    return _result(speak, view), _after_the_end(speak, view)


def _after_the_end(speak: Words, view: AttemptView) -> Iterator[Button]:
    if view.mode == PREVIEW:
        yield main(button(speak.say("Look back"), "look_back", view.attempt))
        yield button(speak.say("Back to the scenario"), "scenario_page", view.scenario.id)
        return
    if view.certificate is not None:
        yield certificate_button(speak, view.certificate[0])
    if view.scenario.use != "test":
        yield from _looking_back(speak, view)
    yield button(speak.say("Today"), "today_below")


def _looking_back(speak: Words, view: AttemptView) -> Iterator[Button]:
    yield main(button(speak.say("Look back"), "look_back", view.attempt))
    if not view.is_assessed:
        yield button(speak.say("Play again"), "play_again", view.attempt)


def _tried_again(speak: Words) -> Iterator[Line]:
    yield Line(LineRole.RULE, speak.rule)
    text = speak.say("This was a moment tried again. It changes no result, and counts nowhere.")
    yield Line(LineRole.NOTE, text)


def _after_trying_again(speak: Words, view: AttemptView) -> Iterator[Button]:
    if view.replays is not None:
        yield main(button(speak.say("Back to the overview"), "look_back", view.replays))
    yield button(speak.say("Today"), "today_below")


def _result(speak: Words, view: AttemptView) -> Iterator[Line]:
    result = view.result
    if result is None:
        return
    if view.scenario.use == "test":
        yield Line(LineRole.RULE, speak.rule)
        yield Line(LineRole.HEADING, speak.say("Done. Thank you."))
        yield Line(LineRole.NOTE, speak.say("This was a test. Results come after the last one."))
        return
    yield Line(LineRole.RULE, speak.rule)
    assessed = view.is_assessed
    yield Line(LineRole.HEADING, _verdict(result, speak, assessed=assessed))
    if result.bands:
        bands = (
            f"{competency_words(speak, name)}: {band_words(speak, band)} {MARKS[band]}"
            for name, band in result.bands.items()
        )
        yield Line(LineRole.TEXT, "\n".join(bands))
    if counted := "\n".join(_counted(result, speak)):
        yield Line(LineRole.TEXT, counted)
    if view.certificate is not None:
        yield Line(LineRole.TEXT, issued_text(speak, view.certificate[1]))
    if assessed:
        text = speak.say(
            "This was the assessment. Your trainer sees that you finished, whether "
            "you passed, and your level in each competency, nothing else."
        )
        yield Line(LineRole.NOTE, text)


def _counted(result: Result, speak: Words) -> Iterator[str]:
    """The counts of holding back and going too far; unsafe acts are in the verdict and cards.

    Where all is secure no faults are counted: a count would seem to contradict it.
    """
    secure = result.bands and all(band is Band.SECURE for band in result.bands.values())
    if secure and (result.missed or result.over_called):
        yield speak.say("Something may still be worth a look.")
        return
    if result.missed:
        yield speak.say("You held back: {n}", n=result.missed)
    if result.over_called:
        yield speak.say("You went too far: {n}", n=result.over_called)


def critical_lines(speak: Words, view: AttemptView) -> Iterator[Line]:
    """The moments that could have endangered someone, for faces without a debrief."""
    critical = view.result.critical if view.result else ()
    if critical:
        yield Line(LineRole.HEADING, speak.say("What could have endangered someone"))
    for decision in critical:
        for sentence in _critical_sentences(view, decision):
            yield Line(LineRole.CRITICAL, sentence)


def _critical_sentences(view: AttemptView, critical: Critical) -> Iterator[str]:
    """Why an act endangers someone, in the author's words, after the name of the act."""
    decision = view.scenario.scenes[critical.scene].decision

    def tell_of(key: str) -> str | None:
        return render_text(view.scenario, view.language, view.seed, key, view.position.state)

    keys = decision.aftermath(critical.act, critical.band).critical if decision else ()
    for key in keys:
        sentence, name = tell_of(f"{key}.critical"), tell_of(f"{key}.short")
        if sentence is not None:
            yield f"{name}: {sentence}" if name else sentence


def _verdict(result: Result, speak: Words, *, assessed: bool) -> str:
    if result.passed:
        return speak.say("Done, and passed.")
    if result.critical:
        return speak.count(
            "Not passed: {n} of your choices could have put someone in danger.",
            "Not passed: {n} of your choices could have put someone in danger.",
            len(result.critical),
        )
    if assessed:  # there is no other try
        return speak.say("Not passed.")
    return speak.say("Not passed yet. Look back, then try again.")
