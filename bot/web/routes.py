"""The modules with pages, each listed once."""

from bot.web import account, learner, replay
from bot.web.admin import agencies, audit, exports, health, people, roles
from bot.web.author import approvals, editions, publishing, scenarios, sending
from bot.web.admin import agencies, exports, health, overview, people, roles
from bot.web.author import editions, scenarios
from bot.web.kit.routes import Routes
from bot.web.trainer import (
    analysis,
    assigning,
    assignments,
    attendance,
    calendar,
    certificates,
    cohort_settings,
    cohorts,
    home,
    invitations,
    measuring,
    members,
    observing,
    paper,
    presenter,
    readiness,
    roster_import,
    sessions,
)

ROUTES = Routes(
    account,
    learner,
    replay,
    home,
    cohorts,
    calendar,
    cohort_settings,
    members,
    roster_import,
    invitations,
    assigning,
    assignments,
    sessions,
    presenter,
    attendance,
    observing,
    paper,
    certificates,
    analysis,
    readiness,
    measuring,
    scenarios,
    editions,
    sending,
    publishing,
    approvals,
    roles,
    people,
    health,
    overview,
    agencies,
    exports,
    audit,
)
