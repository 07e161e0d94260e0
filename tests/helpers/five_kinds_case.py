"""A short case in both languages with every kind of decision, and paths through it."""

from __future__ import annotations

from pathlib import Path

from scenarios.model import Scenario
from tests.helpers.small_case import scenario

# The best way through: spot, interview, order, rate, choose.
BEST = ("passports+silent", "sleep+meet", "private+listen+refer", "4", "ring")

ENGLISH = """\
format: 1
id: five-ways
language: en
title: "Five ways to ask, 09:15"
track: hotels
level: foundation
truth: trafficking
should_refer: refer
your_part: "The front desk of a hotel"
brief: "A family of guests, and a new colleague in the kitchen."
objectives:
  notice: "Notice what does not fit"
indicators: [DOC-01, DOC-02]
sources: [UNGIFT]

cast:
  guest: {gender: f, name: ["Maya", "Rosa"]}

start: gate
scenes:
  gate:
    text: "{guest} stands at the desk. A man holds two passports and answers for her."
    spot:
      prompt: "What do you notice?"
      worth: {recognise: 2}
      items:
        passports:
          text: "He holds her passport too."
          short: "Both passports"
          sign: DOC-01
          why: "Whoever holds the papers decides."
        silent:
          text: "She answers no question herself."
          short: "She is silent"
          sign: DOC-02
          why: "Others speak for her."
        tired:
          text: "She looks tired."
          short: "Tired"
          sign: "false"
          why: "So does everybody after a journey."
        luggage:
          text: "They have one suitcase."
          short: "One suitcase"
          sign: "false"
          why: "Many people travel light."
      bands:
        all: {feedback: "Nothing escapes you.", why: "Both are signs."}
        most: {feedback: "You have half of it.", why: "There is one more."}
        few: {feedback: "You look again.", why: "There are two signs."}
        over-called: {feedback: "You see too much.", error: over-called, why: "Few are signs."}
      go: talk
  talk:
    stop: "You saw two passports in one hand."
    text: "The lift is slow. {guest} stands beside you for a minute."
    interview:
      prompt: "What do you ask her?"
      worth: {respond: 2}
      ask: 2
      questions:
        sleep:
          text: "Did you sleep well?"
          short: "Her sleep"
          answer: "“On the floor,” she says."
          why: "A small question opens much."
          credit: 1
        meet:
          text: "Where shall I meet you, if you need me?"
          short: "Where to meet"
          answer: "“In the kitchen,” she whispers."
          why: "It leaves the choice to her."
          credit: 1
        police:
          text: "Shall I call the police now?"
          short: "The police"
          answer: "She turns pale."
          why: "It frightens her."
          error: unsafe
          critical: "He may hear of it."
      go: plan
  plan:
    text: "Your colleague asks how to go on."
    order:
      prompt: "In which order?"
      worth: {respond: 1, protect: 1}
      seconds: 60
      timeout: {feedback: "The lift is here.", error: missed, why: "It took too long."}
      steps:
        private: {text: "Find a private place.", short: "Privacy"}
        listen: {text: "Listen to her.", short: "Listen"}
        refer: {text: "Offer her a number to call.", short: "A number"}
      correct: [private, listen, refer]
      before:
        - {first: private, then: listen, error: unsafe, critical: "He hears every word."}
        - {first: private, then: refer, error: unsafe}
      bands:
        exact: {feedback: "It goes well.", why: "First safety."}
        near: {feedback: "It goes well enough.", why: "Listening comes before offers."}
        wrong: {feedback: "She does not speak.", why: "Nobody speaks in public."}
      go: sure
  sure:
    text: "You write it down."
    rate:
      prompt: "How sure are you that she needs help?"
      worth: {recognise: 1}
      reasonable: ["4", "5"]
      bands:
        low: {feedback: "There was more.", why: "Two signs are enough to ask."}
        fair: {feedback: "Others would say so too.", why: "It fits what you saw."}
        high: {feedback: "It is too early.", why: "Nobody can know."}
      go: call
  call:
    text: "The duty manager is in her office."
    choose:
      prompt: "Who hears of it?"
      worth: {refer: 2, protect: 1}
      choices:
        ring:
          text: "Ring the duty manager quietly."
          short: "Ring quietly"
          credit: 1
          feedback: "She comes down."
          why: "Few people know."
          go: helped
        wait:
          text: "Wait until the morning."
          short: "Wait"
          error: missed
          feedback: "The night passes."
          why: "Time is on his side."
          go: gone
endings:
  helped: {outcome: safe, text: "{guest} is heard.", fact: UNGIFT}
  gone: {outcome: harmful, text: "They are gone."}
"""

ARABIC = """\
language: ar
title: "خمس طرق للسؤال، 09:15"
your_part: "مكتب الاستقبال في الفندق"
brief: "نزلاء من عائلة واحدة، وزميلة جديدة في المطبخ."
objectives:
  notice: "الانتباه إلى ما لا ينسجم"

cast:
  guest: ["مايا", "روزا"]

scenes:
  gate:
    text: "تقف {guest} أمام المكتب، ورجل يحمل جوازين ويجيب عنها."
    spot:
      prompt: "ما الذي يلفت الانتباه؟"
      items:
        passports:
          text: "جوازها في يده أيضًا."
          short: "جوازان في يده"
          why: "من يمسك الأوراق يقرّر."
        silent:
          text: "لا تجيب بنفسها عن أي سؤال."
          short: "لا تتكلم"
          why: "غيرها يتكلم عنها."
        tired:
          text: "تبدو متعبة."
          short: "التعب"
          why: "هكذا حال الجميع بعد السفر."
        luggage:
          text: "معهما حقيبة واحدة."
          short: "حقيبة واحدة"
          why: "كثيرون يسافرون بمتاع قليل."
      bands:
        all: {feedback: "لا يفوتك شيء.", why: "كلاهما مؤشر."}
        most: {feedback: "لاحظت نصف الأمر.", why: "هناك مؤشر آخر."}
        few: {feedback: "نظرة أخرى تفيد.", why: "هناك مؤشران."}
        over-called: {feedback: "هذا أكثر مما يظهر.", why: "القليل منها مؤشر."}
  talk:
    stop: "رأيت جوازين في يد واحدة."
    text: "المصعد بطيء، وتقف {guest} بجانبك دقيقة."
    interview:
      prompt: "عمّ تسألها؟"
      questions:
        sleep:
          text: "هل كان نومك مريحًا؟"
          short: "نومها"
          answer: "تقول: «على الأرض»."
          why: "سؤال صغير يفتح الكثير."
        meet:
          text: "أين أجدك عند الحاجة؟"
          short: "مكان اللقاء"
          answer: "تهمس: «في المطبخ»."
          why: "يبقى القرار لها."
        police:
          text: "هل أتصل بالشرطة الآن؟"
          short: "الشرطة"
          answer: "يشحب وجهها."
          why: "هذا يخيفها."
          critical: "قد يصل الخبر إليه."
  plan:
    text: "تسألك زميلتك كيف يكون العمل الآن."
    order:
      prompt: "بأي ترتيب؟"
      timeout: {feedback: "وصل المصعد.", why: "طال الوقت."}
      steps:
        private: {text: "إيجاد مكان خاص.", short: "الخصوصية"}
        listen: {text: "الاستماع إليها.", short: "الاستماع"}
        refer: {text: "إعطاؤها رقمًا تتصل به.", short: "رقم للاتصال"}
      before:
        private-listen: {critical: "يسمع كل كلمة."}
      bands:
        exact: {feedback: "يسير الأمر جيدًا.", why: "الأمان أولًا."}
        near: {feedback: "يسير الأمر كما ينبغي تقريبًا.", why: "الاستماع يسبق العروض."}
        wrong: {feedback: "لا تتكلم.", why: "لا أحد يتكلم أمام الناس."}
  sure:
    text: "تكتب ما حدث."
    rate:
      prompt: "ما درجة ثقتك بأنها تحتاج إلى مساعدة؟"
      bands:
        low: {feedback: "كان هناك أكثر.", why: "مؤشران يكفيان للسؤال."}
        fair: {feedback: "هكذا يقول غيرك أيضًا.", why: "هذا يناسب ما رأيت."}
        high: {feedback: "ما زال الوقت مبكرًا.", why: "لا أحد يعلم بعد."}
  call:
    text: "المديرة المناوبة في مكتبها."
    choose:
      prompt: "من يعلم بالأمر؟"
      choices:
        ring:
          text: "أتصل بالمديرة المناوبة بهدوء."
          short: "أتصل بهدوء"
          feedback: "تنزل إليك."
          why: "قليلون يعلمون."
        wait:
          text: "أنتظر حتى الصباح."
          short: "أنتظر"
          feedback: "يمضي الليل."
          why: "الوقت في صالحه."
endings:
  helped: {text: "تُسمع {guest} أخيرًا."}
  gone: {text: "لقد ذهبا."}
"""


def five_ways() -> Scenario:
    return scenario(of=ENGLISH, ar=ARABIC)


def written(folder: Path) -> Path:
    """The case in a folder of its own, for `basira play`."""
    place = folder / "five-ways"
    place.mkdir()
    (place / "scenario.yaml").write_text(ENGLISH, "utf-8")
    (place / "ar.yaml").write_text(ARABIC, "utf-8")
    return place
