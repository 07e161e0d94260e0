"""The names of what agencies count, and of the months in which they do."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

from bot.locale import Words
from storage.agencies.agency_figures import COMPLAINTS, PROTECTED, REFERRALS, UNFOUNDED


def figure_names(words: Words) -> dict[str, str]:
    say = words.say
    return {
        REFERRALS: say("Referrals passed on"),
        PROTECTED: say("Cases that reached protection"),
        UNFOUNDED: say("Referrals found unfounded"),
        COMPLAINTS: say("Complaints of wrongful referral"),
    }


def month_name(words: Words, month: str) -> str:
    """A month without its year, such as `May`."""
    first = date(int(month[:4]), int(month[5:]), 1)
    return format_date(first, "LLLL", locale=words.language)
