"""How fast messages go to many, all together: what the sender keeps to and others reckon with."""

from typing import Final

# Of the thirty a second that Telegram allows: a little less, since its clock is not ours.
FREE: Final = 29.0
# Beside those, of the thousand a second that Telegram names for what is paid for: as many as the
# program makes and writes down beside people who play.
PAID: Final = 200.0
