"""Which services there are, field by field; for how long they live is said in `wiring`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.services.accounts import role_news, tellers
from bot.services.accounts.at_places import AtPlaces
from bot.services.accounts.finding import Finding
from bot.services.accounts.signing_out import SigningOut
from bot.services.agencies.adding import Adding
from bot.services.agencies.pledging import Pledging
from bot.services.agencies.service import Offices
from bot.services.analysis.service import Analysis
from bot.services.assigning import correcting, news, reminding
from bot.services.assigning.changing import Changing
from bot.services.assigning.drafting import Drafting
from bot.services.assigning.giving import Giving
from bot.services.assigning.planning import Planning
from bot.services.assigning.reassigning import Reassigning
from bot.services.assigning.reminding import Reminding
from bot.services.assigning.series import Series
from bot.services.assigning.ticking import Ticking
from bot.services.assigning.withdrawing import Withdrawing
from bot.services.cascade import news as raised
from bot.services.cascade.raising import Raising
from bot.services.cascade.service import Cascading
from bot.services.certifying import issuing
from bot.services.certifying.service import Certifying
from bot.services.debrief import parallel
from bot.services.debrief.again import Again
from bot.services.debrief.debrief import Debrief
from bot.services.erasing import waiting as erasing
from bot.services.erasing.waiting import ERASING, ERASING_OF
from bot.services.evaluating.monthly import DUE, Monthly
from bot.services.evaluating.reacting import Reacting
from bot.services.evaluating.totals import Totals
from bot.services.evaluating.working import ASKS, Working
from bot.services.evidence.service import Reporting
from bot.services.exporting.service import Exporting
from bot.services.facts import expiring
from bot.services.facts.expiring import Expiring
from bot.services.facts.service import CONFIRMED, LocalFacts
from bot.services.following.following import Following
from bot.services.following.nudging import NUDGED, Nudging
from bot.services.following.person import OnePerson
from bot.services.following.sharing import PathSharing
from bot.services.following.team import Team
from bot.services.inviting.links import OpenLinks
from bot.services.inviting.listing import Listing
from bot.services.inviting.paper import Paper
from bot.services.inviting.personal import Personal
from bot.services.inviting.places import Places
from bot.services.inviting.slides import Slides
from bot.services.keeping import trainers
from bot.services.keeping.archiving import Archiving
from bot.services.keeping.moving import Moves
from bot.services.keeping.trainers import Trainers
from bot.services.library import Library
from bot.services.lines.lines import Lines
from bot.services.measuring import giving
from bot.services.measuring.changes import Changes
from bot.services.measuring.joining import Joining
from bot.services.measuring.on_paper import OnPaper
from bot.services.measuring.overview import Overview
from bot.services.measuring.starting import Starting
from bot.services.notices import Teller
from bot.services.paying import Purse
from bot.services.play import Play
from bot.services.ports import Clock, Dice
from bot.services.preferences.service import Preferences
from bot.services.privacy.erase import Erase
from bot.services.privacy.my_data import MyData
from bot.services.progress.service import Progress
from bot.services.publishing.approving import Approving
from bot.services.publishing.example import Example
from bot.services.publishing.own import Owning
from bot.services.publishing.previewing import Previewing
from bot.services.publishing.receiving import Receiving
from bot.services.publishing.retracting import Retracting
from bot.services.publishing.sharing import Sharing
from bot.services.publishing.texts import Texts
from bot.services.refreshers.answering import Answering
from bot.services.refreshers.forecasts import Forecasts
from bot.services.refreshers.readiness_service import Readiness
from bot.services.releasing import news as files
from bot.services.releasing.service import Files
from bot.services.reports.reports import Reports
from bot.services.retention.leaving import LEAVING, Leaving
from bot.services.shown import Shown
from bot.services.training.calendars import Calendars
from bot.services.training.cohorts import Cohorts
from bot.services.training.guides import Guides
from bot.services.training.links import Links
from bot.services.training.removing import Removing
from bot.services.wishes import Counter
from storage.db.database import Database


class Serves(Protocol):
    """A service that people reach by taps, commands, answers or files."""

    def counter(self) -> Counter:
        """What is served here."""
        ...


@dataclass(frozen=True, slots=True)
class Core:
    """What many services stand on."""

    database: Database
    library: Library
    links: Links
    play: Play
    shown: Shown
    joining: Joining
    lines: Lines
    purse: Purse
    clock: Clock
    dice: Dice


@dataclass(frozen=True, slots=True)
class Field:
    """The services of a field, and what they tell unasked, by its kind."""

    services: tuple[Serves, ...]
    tellers: Mapping[str, Teller] = field(default_factory=dict)


def fields(core: Core, remind: Reminding, expire: Expiring) -> tuple[Field, ...]:
    """All of them."""
    return (
        for_learners(core),
        for_cohorts(core),
        for_assigned_work(core, remind),
        for_looking_on(core),
        for_measuring(core),
        for_authors(core),
        for_the_cascade(core),
        for_accounts(core),
        for_agencies(core, expire),
        for_evaluating(core),
        for_files(core),
    )


def for_learners(core: Core) -> Field:
    """What is one's own: progress, certificates, wishes, refreshers, what was played, privacy."""
    database, library, clock, dice = core.database, core.library, core.clock, core.dice
    again, leaving = Again(database, clock, dice), Leaving(database, clock)
    return Field(
        (
            Progress(database, library, clock),
            Certifying(database, library, core.links, clock),
            Preferences(database, clock),
            Answering(database, library, clock, dice),
            Debrief(database, library, core.play, again, Reacting(database, clock), clock),
            PathSharing(database, library, clock),
            Reports(database, core.play, clock),
            MyData(database, library, clock),
            Erase(database, core.shown, clock, dice),
            leaving,
        ),
        {parallel.WHAT: parallel.teller(library), LEAVING: leaving.tell, **issuing.tellers()},
    )


def for_cohorts(core: Core) -> Field:
    """Cohorts, who comes into them and how, and who looks after them."""
    database, library, clock, dice = core.database, core.library, core.clock, core.dice
    return Field(
        (
            Cohorts(database, library, clock, dice),
            OpenLinks(database, core.links, clock),
            Slides(database, core.links, clock),
            Personal(database, core.links, clock, dice),
            Listing(database, core.links, clock, dice),
            Places(database, clock, dice),
            Paper(database, library, core.joining, clock, dice),
            Removing(database, clock),
            Archiving(database, clock),
            Trainers(database, clock),
            Moves(database, core.joining, clock, dice),
            Calendars(database, clock),
        ),
        {trainers.SHARED: trainers.tell},
    )


def for_assigned_work(core: Core, remind: Reminding) -> Field:
    """What is given to cohorts: planned, tried, told of, changed, withdrawn."""
    database, library, clock, dice = core.database, core.library, core.clock, core.dice
    telling = news.Telling(library, clock)
    return Field(
        (
            Drafting(database, library, clock),
            Planning(database, library, clock, dice),
            Ticking(database, library),
            Giving(database, library, core.purse, clock, dice),
            Series(database, library, clock),
            Changing(database, library, clock),
            Reassigning(database, library, core.purse, clock, dice),
            Withdrawing(database, library, clock),
            Guides(database, library),
        ),
        {
            news.ASSIGNED: telling.assigned,
            news.CHANGED: telling.changed,
            news.PAUSED: telling.paused,
            correcting.MISTAKE: telling.mistaken,
            reminding.REMINDER: remind.remind,
            reminding.SUMMARY: remind.sum_up,
        },
    )


def for_looking_on(core: Core) -> Field:
    """How a cohort gets on: progress, what they get wrong, what stays; a supervisor's view."""
    database, library, clock = core.database, core.library, core.clock
    nudging = Nudging(database, library, clock)
    return Field(
        (
            Following(database, library, clock),
            nudging,
            OnePerson(database, library, clock),
            Team(database, library, clock),
            Analysis(database, library),
            Readiness(database, library, clock),
            Forecasts(database, clock),
        ),
        {NUDGED: nudging.tell},
    )


def for_measuring(core: Core) -> Field:
    """Tests before and after a course."""
    database, library, clock = core.database, core.library, core.clock
    overview, changes = Overview(database, library, clock), Changes(database, library, clock)
    starting = Starting(database, library, overview, clock, core.dice)
    return Field(
        (
            overview,
            starting,
            OnPaper(database, library, core.joining, clock, core.dice),
            changes,
        ),
        {giving.OVER: changes.tell_over, giving.CAME: changes.tell_came},
    )


def for_authors(core: Core) -> Field:
    """Scenarios of one's own, and scenarios to take along."""
    database, library, clock, dice = core.database, core.library, core.clock, core.dice
    owning = Owning(database, library, clock)
    texts = Texts(database, owning)
    approving = Approving(database, library, owning, clock, dice)
    return Field(
        (
            owning,
            approving,
            texts,
            Example(database, dice),
            Receiving(database, library, texts, clock),
            Previewing(database, library, core.play, clock, dice),
            Sharing(database, library, owning, clock),
            Retracting(database, library, owning, clock),
            Exporting(database, library, clock),
        ),
        approving.tellers,
    )


def for_the_cascade(core: Core) -> Field:
    """Trainees who become trainers, and trainers who become master trainers."""
    cascading = Cascading(core.database, core.clock)
    return Field(
        (cascading, Raising(core.database, cascading, core.clock, core.dice)),
        {raised.RAISED: raised.tell},
    )


def for_accounts(core: Core) -> Field:
    """Signing out and coming back; roles that others gave or took back."""
    signing_out = SigningOut(core.database, core.links, core.shown, core.clock)
    at_places = AtPlaces(core.database, core.shown, core.clock)
    finding = Finding(core.database, core.clock)
    return Field(
        (signing_out, at_places, finding),
        {
            role_news.ROLE: role_news.tell,
            ERASING: erasing.teller(core.clock),
            ERASING_OF: erasing.tell_admin,
            **tellers.tellers(core.clock),
        },
    )


def for_agencies(core: Core, expire: Expiring) -> Field:
    """The bodies whose people are trained, and their lines."""
    offices = Offices(core.database, core.clock)
    adding = Adding(core.database, offices, core.clock)
    pledging = Pledging(core.database, offices, core.clock)
    local = LocalFacts(core.database, core.library, core.clock)
    tellers = {expiring.EXPIRES: expire.tell, CONFIRMED: local.tell}
    return Field((offices, adding, pledging, local), tellers)


def for_evaluating(core: Core) -> Field:
    """What the training is good for: what people say of it, what agencies count, reports."""
    database, clock = core.database, core.clock
    working, monthly = Working(database, core.lines, clock), Monthly(database, clock)
    reporting = Reporting(database, core.library, clock)
    return Field(
        (working, Totals(database, clock), reporting), {ASKS: working.tell, DUE: monthly.tell}
    )


def for_files(core: Core) -> Field:
    """Files with what people did, and word of them."""
    return Field((Files(core.database, core.library, core.clock, core.dice),), files.TELLERS)
