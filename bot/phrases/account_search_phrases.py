"""Why a search for an account found nobody, in words."""

from bot.app.onboarding.account_search import NoUniqueMatch, TooManySearches
from bot.locale import Words


def why_not_found(words: Words, error: NoUniqueMatch | TooManySearches) -> str:
    if isinstance(error, TooManySearches):
        return words.say("Too many searches without a match. Try again in an hour.")
    if error.several:
        return words.say(
            "That fits several people. Please type a staff number or the code of a certificate."
        )
    return words.say(
        "No match among the people you can sign out. Type the full name exactly "
        "as it is written here."
    )
