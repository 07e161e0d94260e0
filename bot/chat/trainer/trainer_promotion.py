"""Naming trainees, lending them a class, and making trainers and master trainers."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.certificates import trainer_pathway as pathway
from bot.app.certificates.trainer_pathway import PathwayMember
from bot.app.cohorts.cohort_people import cohort_people
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.trainer_pathway import name_of, trainer_list, trainer_page
from bot.fields import Key, Number
from bot.lines import note, text, title
from bot.phrases.display_names import display_names


@tap("uc", right=Right.MAKE_TRAINER)
def choose_trainee(ctx: Context, page: Number) -> Screen:
    say, candidates = ctx.say, pathway.trainee_candidates(ctx.conn, ctx.request)
    names = {
        cohort_id: display_names(ctx.words, cohort_people(ctx.conn, cohort_id))
        for cohort_id in {cohort_id for cohort_id, _ in candidates}
    }
    listed = paged(ctx.words, candidates, page, lambda label, to: button(label, choose_trainee, to))
    return screen(
        title(say("Choose a trainer in training")),
        text(
            say(
                "They may then lead a case with a class that you choose, so that it can be signed "
                "off. They see nobody’s work there."
            )
            if candidates
            else say(
                "Nobody yet. Members of your cohorts appear here once they have been "
                "assigned the programme for trainers."
            )
        ),
        [
            button(names[cohort_id][person_id], name_trainee, cohort_id, person_id)
            for cohort_id, person_id in listed.items
        ],
        listed.turns,
        button(say("Back"), trainer_list, 0),
    )


@tap("un", right=Right.MAKE_TRAINER, writes=True)
def name_trainee(ctx: Context, cohort_id: Key, person_id: Key) -> Screen:
    pathway.name_trainee(ctx.conn, ctx.request, ctx.app.dice, cohort_id, person_id)
    return trainer_page(ctx, person_id)


@tap("uk", right=Right.MAKE_TRAINER)
def choose_lent_cohort(ctx: Context, person_id: Key, page: Number = 0) -> Screen:
    say = ctx.say
    member, cohorts = pathway.lendable_cohorts(ctx.conn, ctx.request, person_id)
    listed = paged(
        ctx.words, cohorts, page, lambda label, to: button(label, choose_lent_cohort, person_id, to)
    )
    return screen(
        title(say("With which class may they lead a case?")),
        note(name_of(ctx, member)),
        text(say("They see its votes, attendance and past sessions, and nothing else.")),
        [button(cohort.name, lend_cohort, cohort.id, person_id) for cohort in listed.items],
        listed.turns,
        button(say("Back"), trainer_page, person_id),
    )


@tap("ud", right=Right.MAKE_TRAINER, writes=True)
def lend_cohort(ctx: Context, cohort_id: Key, person_id: Key) -> Screen:
    pathway.lend(ctx.conn, ctx.request, cohort_id, person_id)
    return trainer_page(ctx, person_id)


@tap("uq", right=Right.MAKE_TRAINER)
def ask_end_trainee(ctx: Context, person_id: Key) -> Screen:
    return _ask(
        ctx,
        pathway.trainee(ctx.conn, ctx.request, person_id),
        ctx.say("They can no longer lead a class. Their record is kept."),
        button(ctx.say("End trainer training"), end_trainee, person_id),
    )


@tap("ue", right=Right.MAKE_TRAINER, writes=True)
def end_trainee(ctx: Context, person_id: Key) -> Screen:
    pathway.end_trainee(ctx.conn, ctx.request, person_id)
    return trainer_list(ctx, 0)


@tap("ut", right=Right.MAKE_TRAINER, writes=True)
def make_trainer(ctx: Context, person_id: Key) -> Screen:
    pathway.make_trainer(ctx.conn, ctx.request, ctx.app.dice, person_id)
    return trainer_page(ctx, person_id)


@tap("ua", right=Right.MAKE_MASTER)
def ask_make_master(ctx: Context, person_id: Key) -> Screen:
    return _ask(
        ctx,
        pathway.master_candidate(ctx.conn, ctx.request, person_id),
        ctx.say("A master trainer observes classes, signs them off, and appoints trainers."),
        button(ctx.say("Make them a master trainer"), make_master, person_id),
    )


@tap("um", right=Right.MAKE_MASTER, writes=True)
def make_master(ctx: Context, person_id: Key) -> Screen:
    pathway.make_master(ctx.conn, ctx.request, ctx.app.dice, person_id)
    return trainer_page(ctx, person_id)


def _ask(ctx: Context, member: PathwayMember, consequence: str, yes: Button) -> Screen:
    back = button(ctx.say("Back"), trainer_page, member.trainer.person)
    return screen(title(name_of(ctx, member)), text(consequence), yes, back)
