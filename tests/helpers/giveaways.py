"""Readers of a dozen small cases, whose best choices all have the same few words."""

from __future__ import annotations

from functools import cache

from scenarios.giveaways.survey import Readers
from scenarios.model import Scenario
from tests.helpers.small_case import ARABIC, edited, scenario

PLANTED = "and write it down"
ARABIC_PLANTED = "وأكتب ذلك"
TALES = 12


@cache
def planted() -> Readers:
    """Readers that have learned the planted words only."""
    return Readers(map(tale, range(TALES)))


def tale(number: int) -> Scenario:
    """A small case with the planted words in both of its best choices."""
    labels = enumerate(
        ("Ask her", "Accuse him", "Let them pass", "Ring quietly", "Wait", "Pass a note")
    )
    arabic_labels = enumerate(
        ("أسألها", "أتهمه", "أدعهما يمران", "أتصل بهدوء", "أنتظر", "أمرّر ورقة")
    )
    english = edited(
        *((f'short: "{label}"', f'short: "Way {at}{number}"') for at, label in labels),
        ("id: night-desk", f"id: desk-{number}"),
        ("Ask her in passing how the journey was.", f"Go by way a{number}, {PLANTED}."),
        ("Ask him loudly what he is up to.", f"Go by way b{number}."),
        ("Hand over the keys.", f"Go by way c{number}."),
        ("Ring the duty manager quietly.", f"Go by way d{number}, {PLANTED}."),
        ("Wait until the morning.", f"Go by way e{number}."),
        ("Pass her a note.", f"Go by way f{number}."),
    )
    arabic = edited(
        *((f'short: "{label}"', f'short: "طريق {at}{number}"') for at, label in arabic_labels),
        ("أسألها عابرًا عن السفر.", f"أسلك الطريق أ{number}، {ARABIC_PLANTED}."),
        ("أسأله بصوت عالٍ عمّا يفعل.", f"أسلك الطريق ب{number}."),
        ("أسلّم المفاتيح.", f"أسلك الطريق ت{number}."),
        ("أتصل بالمدير المناوب بهدوء.", f"أسلك الطريق ث{number}، {ARABIC_PLANTED}."),
        ("أنتظر حتى الصباح.", f"أسلك الطريق ج{number}."),
        ("أمرّر لها ورقة.", f"أسلك الطريق ح{number}."),
        of=ARABIC,
    )
    return scenario(of=english, ar=arabic)
