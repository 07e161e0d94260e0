"""The modules with pages, each listed once."""

from bot.web import account
from bot.web.kit.routes import Routes
from bot.web.trainer import cohort_settings, cohorts, home

ROUTES = Routes(account, home, cohorts, cohort_settings)
