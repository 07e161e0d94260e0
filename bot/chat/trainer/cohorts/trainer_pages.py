"""The trainers of a cohort: listed, added, removed."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.cohorts import trainers
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Screen, confirm, screen
from bot.chat.trainer.cohorts.cohort_pages import cohort_list
from bot.chat.trainer.cohorts.cohort_settings import cohort_settings
from bot.fields import Key, Number
from bot.lines import note, text, title
from bot.phrases.labels import person_name


@tap("jt", right=Right.KEEP_COHORT)
def cohort_trainers(ctx: Context, cohort_id: Key, page: Number = 0) -> Screen:
    say, (cohort, found) = ctx.say, trainers.trainers(ctx.conn, ctx.request, cohort_id)
    named = [(trainer.id, person_name(ctx.words, trainer.names)) for trainer in found]
    listed = paged(
        ctx.words, named, page, lambda label, to: button(label, cohort_trainers, cohort_id, to)
    )
    you = say("you")
    return screen(
        title(say("Trainers of {cohort}", cohort=cohort.name)),
        note(say("They all have the same rights. Tap a name to remove someone.")),
        button(say("Share it with a colleague"), choose_trainer, cohort_id, 0),
        [
            button(
                ctx.words.beside(name, you) if trainer_id == ctx.person.id else name,
                ask_remove_trainer,
                cohort_id,
                trainer_id,
            )
            for trainer_id, name in listed.items
        ],
        listed.turns,
        button(say("Back"), cohort_settings, cohort_id),
    )


@tap("jc", right=Right.KEEP_COHORT)
def choose_trainer(ctx: Context, cohort_id: Key, page: Number) -> Screen:
    """The colleagues with whom a cohort can be shared, by name."""
    say, (cohort, found) = ctx.say, trainers.candidates(ctx.conn, ctx.request, cohort_id)
    named = [(person_name(ctx.words, trainer.names), trainer.id) for trainer in found]
    named.sort(key=lambda pair: pair[0].casefold())
    listed = paged(
        ctx.words, named, page, lambda label, to: button(label, choose_trainer, cohort_id, to)
    )
    return screen(
        title(say("Share {cohort} with whom?", cohort=cohort.name)),
        text(
            say("They are notified and see its members and results.")
            if found
            else say("No other trainer of this agency is here yet. An admin invites trainers.")
        ),
        [button(name, ask_add_trainer, cohort_id, trainer_id) for name, trainer_id in listed.items],
        listed.turns,
        button(say("Back"), cohort_trainers, cohort_id),
    )


@tap("ju", right=Right.KEEP_COHORT)
def ask_add_trainer(ctx: Context, cohort_id: Key, person_id: Key) -> Screen:
    say = ctx.say
    cohort, trainer = trainers.candidate(ctx.conn, ctx.request, cohort_id, person_id)
    name = person_name(ctx.words, trainer.names)
    return confirm(
        say("Share {cohort} with {name}?", cohort=cohort.name, name=name),
        say(
            "They are notified at once. They can do everything you can with it and see "
            "its members and results."
        ),
        yes=button(say("Yes, share it"), add_trainer, cohort_id, person_id),
        back=button(say("Back"), choose_trainer, cohort_id, 0),
    )


@tap("jp", right=Right.KEEP_COHORT, writes=True)
def add_trainer(ctx: Context, cohort_id: Key, person_id: Key) -> Screen:
    trainers.add(ctx.conn, ctx.request, cohort_id, person_id)
    return cohort_trainers(ctx, cohort_id)


@tap("jq", right=Right.KEEP_COHORT)
def ask_remove_trainer(ctx: Context, cohort_id: Key, person_id: Key) -> Screen:
    say, found = ctx.say, trainers.trainer(ctx.conn, ctx.request, cohort_id, person_id)
    name, cohort = person_name(ctx.words, found.trainer.names), found.cohort.name
    back = button(say("Back"), cohort_trainers, cohort_id)
    if found.last:
        reason = say("Nobody else trains it. Share it with a colleague first, or archive it.")
        return screen(title(name), text(reason), back)
    if person_id == ctx.person.id:
        question, yes = say("Leave {cohort} to the others?", cohort=cohort), say("Yes, leave it")
    else:
        question = say("Remove {name} as a trainer of {cohort}?", name=name, cohort=cohort)
        yes = say("Remove")
    return confirm(
        question,
        say("Their work stays. You can share it with them again later."),
        yes=button(yes, remove_trainer, cohort_id, person_id),
        back=back,
    )


@tap("jr", right=Right.KEEP_COHORT, writes=True)
def remove_trainer(ctx: Context, cohort_id: Key, person_id: Key) -> Screen:
    cohort, still = trainers.remove(ctx.conn, ctx.request, cohort_id, person_id)
    if still:
        return cohort_trainers(ctx, cohort_id)
    return screen(
        title(cohort.name),
        text(ctx.say("Its other trainers have it now.")),
        button(ctx.say("All cohorts"), cohort_list),
    )
