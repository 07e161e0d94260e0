"""A cohort's answers at one decision."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.access.rights import Right
from bot.app.errors import NotFound
from bot.chat.kit.context import AsyncContext
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.chat.trainer.analysis.decision_list import analyse, decision_list, nothing_to_show
from bot.fields import Flag, Id, Key
from bot.kinds import PRESENTERS
from bot.lines import heading, note, text, title
from bot.locale import Words
from bot.phrases.analysis_phrases import (
    LOOK,
    as_hints,
    bar,
    clock,
    discrimination_words,
    errors,
    facility,
    hint_words,
    marked,
    part_name,
    prompt_of,
    story_of,
    too_few,
    with_interval,
)
from bot.phrases.debrief_phrases import shortened
from bot.phrases.labels import headed
from scenarios.analysis.answers import ERRORS
from scenarios.analysis.decisions import ENOUGH, DecisionStats, PartCount
from scenarios.analysis.estimates import mask_share
from scenarios.analysis.hints import flags, hints
from scenarios.model import Scenario


@tap("wd", right=Right.SEE_COHORT)
async def decision_page(
    ctx: AsyncContext, assignment_id: Key, everywhere: Flag, scene_id: Id
) -> Screen:
    found, analysis = await analyse(ctx, assignment_id, everywhere=everywhere)
    if analysis is None:
        return nothing_to_show(ctx, found)
    say, words, scenario = ctx.say, ctx.words, analysis.scenario
    scene = scenario.scenes.get(scene_id)
    if scene is None or scene.decision is None:
        raise NotFound
    head = title(prompt_of(words, scenario, scene_id))
    back = button(say("Back to the list"), decision_list, assignment_id, everywhere)
    decided = {decision.scene: decision for decision in await analysis.decided()}
    decision = decided.get(scene_id)
    if decision is None:
        return screen(head, note(too_few(words, 1)), back)

    def taken(part: PartCount) -> str:
        share = mask_share(part.people, decision.people)
        name = marked(words, part.part, part_name(words, scenario, scene_id, part.part.id))
        return f"{name}\n{bar(words, share)} {with_interval(words, share)}"

    story = shortened(story_of(words, scenario, scene_id))
    flagged = flags(decision)
    looks = [
        f"{LOOK if hint in flagged else '•'} "
        + hint_words(words, hint, part_name(words, scenario, scene_id, hint.part))
        for hint in hints(decision)
    ]
    figures = list(_figures(words, scenario, decision))
    came = words.count("{n} person came this far.", "{n} people came this far.", decision.people)
    return screen(
        head,
        bool(story) and text(story),
        note(f"{came} {as_hints(words, decision.people)}".rstrip()),
        heading(PRESENTERS[decision.kind].heading(words)),
        text("\n".join(map(taken, decision.parts))),
        looks and [heading(say("Worth a look")), text("\n".join(looks))],
        figures and [heading(say("In numbers")), text("\n".join(figures))],
        note(
            say(
                "In brackets: 95% intervals. The time includes reading the previous "
                "outcome; breaks of over ten minutes are left out."
            )
        ),
        main(back),
    )


def _figures(words: Words, scenario: Scenario, decided: DecisionStats) -> Iterator[str]:
    say, decision = words.say, scenario.scenes[decided.scene].decision
    possible = {answer.error for answer in decision.every_answer()} if decision else set()
    share = facility(decided)
    if share is not None:
        yield say("Average credit: {share}", share=with_interval(words, share))
    if decided.discrimination is not None:
        yield discrimination_words(words, decided.discrimination)
    elif decided.people < ENOUGH and share is not None:
        yield say("From {n} people on, this also tells strong learners from weak ones.", n=ENOUGH)
    if some := {error: decided.errors.get(error, 0) for error in ERRORS if error in possible}:
        yield headed(errors(words, some, decided.people))
    if decided.critical:
        yield say(
            "Could have endangered someone: {n} of {all} people",
            n=decided.critical,
            all=decided.people,
        )
    if decided.seconds is not None:
        yield say(
            "Time in minutes: {middle} in the middle, half of them {low} to {high}",
            middle=clock(decided.seconds.middle),
            low=clock(decided.seconds.lower),
            high=clock(decided.seconds.upper),
        )
