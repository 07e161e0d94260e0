"""Names of invented people in Latin and Arabic script, put together from common ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

from scenarios.languages import Script

_GIVEN = (
    ("Ahmed", "أحمد"),
    ("Aisha", "عائشة"),
    ("Ali", "علي"),
    ("Amal", "أمل"),
    ("Bilal", "بلال"),
    ("Dana", "دانة"),
    ("Fahad", "فهد"),
    ("Farah", "فرح"),
    ("Fatima", "فاطمة"),
    ("Hamad", "حمد"),
    ("Hanan", "حنان"),
    ("Hassan", "حسن"),
    ("Huda", "هدى"),
    ("Hussain", "حسين"),
    ("Jana", "جنى"),
    ("Jassim", "جاسم"),
    ("Khalid", "خالد"),
    ("Layla", "ليلى"),
    ("Lina", "لينا"),
    ("Mahmoud", "محمود"),
    ("Maha", "مها"),
    ("Mona", "منى"),
    ("Nasser", "ناصر"),
    ("Noora", "نورة"),
    ("Omar", "عمر"),
    ("Rana", "رنا"),
    ("Rashid", "راشد"),
    ("Reem", "ريم"),
    ("Sahar", "سحر"),
    ("Salman", "سلمان"),
    ("Sami", "سامي"),
    ("Sara", "سارة"),
    ("Tariq", "طارق"),
    ("Yasmin", "ياسمين"),
    ("Yusuf", "يوسف"),
    ("Zainab", "زينب"),
)
_FAMILY = (
    ("Abbas", "عباس"),
    ("Darwish", "درويش"),
    ("Ebrahim", "إبراهيم"),
    ("Habib", "حبيب"),
    ("Isa", "عيسى"),
    ("Jaber", "جابر"),
    ("Karim", "كريم"),
    ("Mansoor", "منصور"),
    ("Marzooq", "مرزوق"),
    ("Mubarak", "مبارك"),
    ("Qasim", "قاسم"),
    ("Radhi", "راضي"),
    ("Saeed", "سعيد"),
    ("Saleh", "صالح"),
    ("Sharif", "شريف"),
    ("Yaqoob", "يعقوب"),
)


def invented_names(dice: Random) -> Iterator[dict[Script, str]]:
    """Full names by script, in a random order; no name comes twice."""
    every = list(product(_GIVEN, _FAMILY))
    dice.shuffle(every)
    for given, family in every:
        yield {
            "latin": f"{given[0]} {family[0]}",
            "arabic": f"{given[1]} {family[1]}",
        }
