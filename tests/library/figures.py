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
    ("en", "text"): {"story": 81, "recall": 79, "test": 97},
    ("en", "label"): {"story": 65, "recall": 56, "test": 85},
    ("ar", "text"): {"story": 83, "recall": 74, "test": 93},
    ("ar", "label"): {"story": 63, "recall": 53, "test": 72},
}

# Rules of thumb that are right in more than chance and 8 points (`limits.RULE_MARGIN`).
# Target: none.
RULES_TODAY = {
    ("en", "text"): {"referral", "with ,", "without .", "without ;", "with ?"},
    ("en", "label"): {"longest", "referral", "with ,", "with ?"},
    ("ar", "text"): {"without .", "with :", "with ؟"},
    ("ar", "label"): {"longest", "with ،", "with ؟"},
}

# Single words that tell the best choice so often that it cannot be luck. Target: 0.
KEYWORDS_TODAY = {
    ("en", "text"): 36,
    ("en", "label"): 5,
    ("ar", "text"): 16,
    ("ar", "label"): 4,
}

# Tests passed by whoever takes what the reader of words prefers, of nine. Target: 0.
PASSED_TESTS_TODAY = {"en": 8, "ar": 8}

# Of the seventeen full cases. Targets: three of each case off the best path, and so 51; two safe
# endings of each, and so 34; 25 % of random plays (`limits.CHANGED_PLAYS`).
OFF_PATH_TODAY = 1
SAFE_ENDINGS_TODAY = 17
CHANGED_PLAYS_TODAY = 9.5

# In percent of all decisions. Target: 60 (`limits.CHOOSE_MOST`).
CHOOSE_TODAY = 81

# In percent of all cases: a move that is the best choice of a decision. Target: 33
# (`limits.MOVE_MOST`).
MOVES_TODAY = {
    ("en", "note"): 50,
    ("en", "rule"): 35,
    ("en", "interpreter"): 33,
    ("ar", "note"): 50,
    ("ar", "rule"): 33,
    ("ar", "interpreter"): 33,
}
