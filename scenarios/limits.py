"""Numbers the format holds its authors to, each with its reason."""

FILE_BYTES = (
    262_144  # the longest case we know is 40 kB; past this a file is a mistake or an attack
)
DEPTH = 20  # the deepest key of the format lies at 8
ID_LENGTH = 40
CHOICE_ID_LENGTH = 20  # a button carries attempt, turn and choice in Telegram's 64 bytes
CONDITION_LENGTH = 300
NUMBER = 999_999  # no variable counts so far
SUGGEST_AMONG = 300  # names compared for "did you mean": each takes time, in a file from anyone
FINDINGS = 200  # of one file; nobody reads more
ALIKE = 10  # findings of one sort in a translation; more are told as one, or hide all else
MESSAGE_LENGTH = 300  # of a finding, whatever it quotes
SHORT_UNITS = 24  # what a phone shows on a button beside its letter
SHORT_WORDS = 4
TURN_UNITS = 900  # a screen and a half of a small phone
FEEDBACK_UNITS = 300  # feedback, reason and critical sentence together
HEAD_UNITS = {"title": 60, "your_part": 120, "brief": 1_500}  # a title stands on a button too
OBJECTIVE_UNITS = 150  # a sentence in a list; the longest of the library has 72
PASSAGES = 50  # passages in a row; more is a loop
STATES = 200_000  # what the explorer visits before it says "unknown"
ANSWERS = 1_000_000  # in all states together; interviews have hundreds in each, and that adds up
LOOKS = 5_000_000  # at conditions meanwhile; a case of the library takes some ten thousand
SCENES = 300  # and as many endings; the longest case we know has 40
VARIABLES = 50  # three are usual
CASES = 20  # lines of `correct` or `reasonable`
ITEMS = (4, 6)  # of a `spot`: fewer are no search, more are no phone
STEPS = (3, 5)  # of an `order`; 5 are 120 orders
PAIRS = 20  # lines of `before`; 5 steps make no more pairs
SPANS = (2, 6)  # bands of a `slider`: one judges nothing, and more are a table
QUESTIONS = 8  # of an interview
QUESTIONS_ASKED = 4  # of 8 that is 163 sets, which the explorer visits all
SECONDS = (10, 600)  # of a time limit
CHOICES = {"foundation": 3, "practitioner": 4, "advanced": 4}
LAZY_FROM = 6  # decisions of the best way; shorter cases are passed by lucky guesses, however told
LAZY_RUNS = 100  # plays of chance
LAZY_PASSES = 10  # that may pass, of 100
WITHOUT_STOP = 4  # decisions; a stop every three or four lets people put the phone away
LIX = {"foundation": 30, "practitioner": 35, "advanced": 40}  # see `checks/reading.py`
