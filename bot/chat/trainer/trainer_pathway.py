"""Trainers and trainees: the list, a page for each, and one's own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.app.access.rights import MASTER, TRAINEE, TRAINER, Right
from bot.app.certificates import trainer_pathway as pathway
from bot.app.certificates.trainer_lineage import MASTERLY, LineageMember, TrainerRequirement
from bot.app.certificates.trainer_pathway import MemberDetails, PathwayMember
from bot.app.certificates.trainer_programme import field
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import button, command, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Key, Number
from bot.files import OutgoingFile
from bot.lines import note, text, title
from bot.phrases.assessment_phrases import track_name
from bot.phrases.date_phrases import date_of
from bot.phrases.labels import agency_name, person_name, role_name
from bot.pictures import lineage
from bot.pictures.lineage import Rank, Row, Tree

RANKS: dict[str, Rank] = {MASTER: "master-trainer", TRAINER: "trainer", TRAINEE: "trainee"}


@command("trainers")
def show_trainers(ctx: Context, _typed: str) -> Screen:
    """The list of trainers for those who may see it; for others, their own pathway."""
    if pathway.sees_others(ctx.conn, ctx.request):
        return trainer_list(ctx, 0)
    return my_pathway(ctx)


@tap("ul", right=Right.SEE_TRAINERS)
def trainer_list(ctx: Context, page: Number) -> Screen:
    """The list of trainers: those who are ready first, then by the expiry of their certificates."""
    say, words = ctx.say, ctx.words
    members = sorted(pathway.visible(ctx.conn, ctx.request), key=lambda each: _order(ctx, each))
    listed = paged(words, members, page, lambda label, to: button(label, trainer_list, to))
    return screen(
        title(say("Trainers")),
        text(say("Tap a name for more.") if members else say("Nobody is training here yet.")),
        pathway.makes_trainers(ctx.conn, ctx.request)
        and button(say("Name a trainer in training"), "choose_trainee", 0),
        [
            button(
                words.beside(name_of(ctx, member), _state(ctx, member.trainer)),
                trainer_page,
                member.trainer.person,
            )
            for member in listed.items
        ],
        listed.turns,
        bool(members) and button(say("As a picture"), trainer_tree),
        button(say("Today"), "today_page"),
    )


def name_of(ctx: Context, member: PathwayMember) -> str:
    return person_name(ctx.words, member.names)


def _order(ctx: Context, member: PathwayMember) -> tuple[bool, int, float, str]:
    trainer, until = member.trainer, member.trainer.done.until
    rank = (MASTER, TRAINER, TRAINEE).index(trainer.rank)
    expires = until.timestamp() if until is not None else 0.0
    return not trainer.is_ready(ctx.now), rank, expires, name_of(ctx, member).casefold()


def _state(ctx: Context, trainer: LineageMember) -> str:
    rank = role_name(ctx.words, trainer.rank)
    if trainer.is_ready(ctx.now):
        return f"{rank} · " + ctx.say("all three parts complete")
    if trainer.rank == TRAINEE:
        shown = len(trainer.shown(ctx.now))
        return f"{rank} · " + ctx.say("{n} of 3 parts complete", n=shown)
    return f"{rank} · {_expiry(ctx, trainer)}"


def _expiry(ctx: Context, trainer: LineageMember) -> str:
    """Until when someone's certificate of the programme for trainers is valid."""
    say, until = ctx.say, trainer.done.until
    if until is None:
        return say("no certificate")
    if until <= ctx.now:
        return say("expired {day}", day=_day(ctx, until))
    return say("until {day}", day=_day(ctx, until))


def _day(ctx: Context, moment: datetime) -> str:
    return date_of(ctx.words, moment, ctx.person.timezone)


@tap("us", right=Right.SEE_TRAINERS)
def trainer_page(ctx: Context, person_id: Key) -> Screen:
    say, found = ctx.say, pathway.details(ctx.conn, ctx.request, person_id)
    member, trainer = found.member, found.member.trainer
    agency = agency_name(ctx, trainer.agency)
    about = [
        f"{role_name(ctx.words, trainer.rank)} · {agency}",
        say("since {day}", day=_day(ctx, trainer.since)),
    ]
    if member.maker is not None:
        about.append(say("by {name}", name=person_name(ctx.words, member.maker)))
    return screen(
        title(name_of(ctx, member)),
        note(" · ".join(about)),
        text("\n".join(_parts(ctx, trainer))),
        trainer.rank != TRAINEE and text("\n".join(_numbers(ctx, member))),
        _promotions(ctx, found),
        button(say("Back"), trainer_list, 0),
    )


def _promotions(ctx: Context, found: MemberDetails) -> Iterator[Button]:
    say, trainer = ctx.say, found.member.trainer
    if found.may_make_trainer and trainer.rank == TRAINEE:
        if trainer.is_ready(ctx.now):
            yield main(button(say("Make them a trainer"), "make_trainer", trainer.person))
        yield button(say("Let them lead a class"), "choose_lent_cohort", trainer.person)
        yield button(say("End trainer training"), "ask_end_trainee", trainer.person)
    if found.may_make_master and trainer.is_masterly(ctx.now):
        yield button(say("Make them a master trainer"), "ask_make_master", trainer.person)


def _parts(ctx: Context, trainer: LineageMember) -> Iterator[str]:
    """The requirements for trainers, ticked where met."""
    say, done, shown = ctx.say, trainer.done, trainer.shown(ctx.now)
    parts = {
        TrainerRequirement.PROGRAMME: (
            say("Programme for trainers passed"),
            _expiry(ctx, trainer) if done.until is not None else None,
        ),
        TrainerRequirement.TEST: (
            say(
                "Test of “{field}” taken again, months later",
                field=track_name(ctx.words, field()),
            ),
            _day(ctx, done.tested_at)
            if done.tested_at and TrainerRequirement.TEST in shown
            else None,
        ),
        TrainerRequirement.SESSION: (
            say("Session led and signed off by a master trainer"),
            _day(ctx, done.signed_at) if done.signed_at is not None else None,
        ),
    }
    for part, (label, day) in parts.items():
        yield " ".join(("✓" if part in shown else "○", " · ".join(filter(None, (label, day)))))


def _numbers(ctx: Context, member: PathwayMember) -> Iterator[str]:
    trainer, count = member.trainer, ctx.words.count
    yield count("{n} session led", "{n} sessions led", trainer.done.led)
    if trainer.rank == TRAINER:
        yield ctx.say(
            "{n} of {all} sign-offs towards master trainer",
            n=min(trainer.done.signed, MASTERLY),
            all=MASTERLY,
        )
    taught, reach = len(trainer.taught), member.branch.reach
    yield count("{n} person in own cohorts", "{n} people in own cohorts", taught)
    if reach > taught:
        yield count(
            "{n} person including cohorts of their trainers",
            "{n} people including cohorts of their trainers",
            reach,
        )


@tap("uo")
def my_pathway(ctx: Context) -> Screen:
    say, found = ctx.say, pathway.own(ctx.conn, ctx.request)
    trainer = found.member.trainer
    is_trainee, is_ready = trainer.rank == TRAINEE, trainer.is_ready(ctx.now)
    lead = say("Run a case with the class")
    return screen(
        title(say("Your path to becoming a trainer") if is_trainee else say("You as a trainer")),
        text("\n".join(_parts(ctx, trainer))),
        is_ready and text(say("Everything is complete. A master trainer now decides.")),
        is_trainee
        and not is_ready
        and note(say("Once all three are complete, a master trainer can make you a trainer.")),
        not is_trainee and text("\n".join(_numbers(ctx, found.member))),
        [button(f"{lead} · {cohort.name}", "session_cases", cohort.id, 0) for cohort in found.lent],
        found.programme is not None
        and button(say("The programme"), "own_programme", found.programme),
        button(say("Today"), "today_page"),
    )


@tap("up", right=Right.SEE_TRAINERS)
def trainer_tree(ctx: Context) -> Reply:
    """The lineage of trainers and their reach: as many pictures as needed."""
    say, words = ctx.say, ctx.words
    rows = tuple(_row(ctx, member) for member in pathway.visible(ctx.conn, ctx.request))
    people = words.count("{n} person", "{n} people", len(rows))
    legend = tuple((rank, role_name(words, role)) for role, rank in RANKS.items())
    trees = [
        Tree(
            say("Who trained whom"),
            f"{_day(ctx, ctx.now)} · {people}",
            say("people"),
            say("certificate"),
            legend,
            rows[first : first + lineage.MOST],
        )
        for first in range(0, len(rows), lineage.MOST)
    ]

    async def then() -> Sequence[OutgoingFile]:
        drawn = [
            await asyncio.to_thread(lineage.render_png, tree, words.language) for tree in trees
        ]
        return [
            OutgoingFile(f"trainers-{n}.png", each, picture=True) for n, each in enumerate(drawn, 1)
        ]

    told = say("The picture is on its way. It has names on it and is for you only.")
    return Reply(screen(text(told), button(say("Back"), trainer_list, 0)), then=then)


def _row(ctx: Context, member: PathwayMember) -> Row:
    trainer, until = member.trainer, member.trainer.done.until
    is_trainee = trainer.rank == TRAINEE
    return Row(
        name_of(ctx, member),
        RANKS[trainer.rank],
        member.branch.ends,
        "" if is_trainee else str(member.branch.reach),
        ctx.say("{n} of 3 parts", n=len(trainer.shown(ctx.now)))
        if is_trainee
        else _expiry(ctx, trainer),
        over=not is_trainee and until is not None and until <= ctx.now,
    )
