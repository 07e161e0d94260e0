"""How each kind of decision is asked on a screen, and what is said after it; a file for each."""

from __future__ import annotations

from bot.chat.kinds import choose, interview, order, rate, spot
from bot.chat.kinds.face import Face

FACES: dict[str, Face] = {
    "choose": choose.FACE,
    "spot": spot.FACE,
    "order": order.FACE,
    "interview": interview.FACE,
    "rate": rate.FACE,
}
