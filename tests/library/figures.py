"""What the library reaches today, and what it is to reach.

Every figure here may only get better: when the library does, write down the new figure, rounded up.
`basira scenarios survey` prints them all. Where a figure has reached its target, write the target.
"""

from __future__ import annotations

from scenarios import limits

# The share of best choices, in percent, found by a reader who sees the choices alone and has read
# the other cases: the better of the two readers, in stories, recall items and tests.
# Target: 50 everywhere (`limits.READER_MUST`), better 42 (`limits.READER_GOOD`). Chance is 33.
READER_TARGET = limits.READER_MUST
READER_TODAY = {
    ("en", "text"): {"story": 42, "recall": 44, "test": 42},
    ("en", "label"): {"story": 44, "recall": 42, "test": 42},
    ("ar", "text"): {"story": 42, "recall": 42, "test": 42},
    ("ar", "label"): {"story": 43, "recall": 42, "test": 49},
}

# Rules of thumb that are right in more than chance and 8 points (`limits.RULE_MARGIN`).
# Target: none.
RULES_TODAY: dict[tuple[str, str], set[str]] = {
    ("en", "text"): set(),
    ("en", "label"): set(),
    ("ar", "text"): set(),
    ("ar", "label"): set(),
}

# Single words that tell the best choice so often that it cannot be luck. Target: 0.
KEYWORDS_TODAY = {
    ("en", "text"): 0,
    ("en", "label"): 0,
    ("ar", "text"): 0,
    ("ar", "label"): 0,
}

# Tests passed by whoever takes what the reader of words prefers, of nine. Target: 0.
PASSED_TESTS_TODAY = {"en": 0, "ar": 0}

# Of the seventeen full cases. Targets: three of each case off the best path, and so 51; two safe
# endings of each, and so 34; 25 % of random plays (`limits.CHANGED_PLAYS`).
OFF_PATH_TODAY = 51
SAFE_ENDINGS_TODAY = 34
CHANGED_PLAYS_TODAY = 25

# In percent of all decisions. Target: 60 (`limits.CHOOSE_MOST`).
CHOOSE_TODAY = 60

# In percent of all cases: a move that is the best choice of a decision. Target: 33
# (`limits.MOVE_MOST`).
MOVES_TODAY = {
    (language, move): 33 for language in ("en", "ar") for move in ("note", "rule", "interpreter")
}
