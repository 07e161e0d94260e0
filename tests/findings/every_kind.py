"""A second clean case for the pages of findings: every kind, a time limit, a fact, recall forms."""

from __future__ import annotations

KINDS = """\
format: 1
id: clinic-room
language: en
title: "Clinic, room 4, 10:30"
track: health
level: practitioner
truth: probable-trafficking
should_refer: refer
your_part: "A treatment room in a health centre"
brief: "A full morning. The next patient comes in."
objectives: {alone: "Find an ordinary reason to speak alone"}
indicators: [HLT-03, DOC-01]
sources: [IOM09]

cast:
  patient: {gender: f, name: ["Maya", "Rosa"]}
  companion: {gender: m, name: ["Mr Karim", "Mr Santos"]}

variables:
  trust: {start: 1, min: 0, max: 4}

start: door
scenes:
  door:
    text: "{companion} comes in first. {patient} stays at the door."
    choose:
      prompt: "Your first step?"
      worth: {protect: 2}
      seconds: 60
      timeout:
        feedback: "He sits down and speaks for her."
        error: missed
        go: signs
      choices:
        alone:
          text: "See her alone, as everyone."
          short: "See her alone"
          credit: 1
          add: {trust: 1}
          feedback: "He waits outside."
          why: "A rule for all alerts nobody."
        both:
          text: "Let both of them in, since she looks so ill."
          short: "Let both in"
          error: missed
          critical: "In his hearing she cannot ask for help."
          feedback: "He answers for her."
          why: "Two chairs, and one voice."
        him:
          text: "Tell him that he hides something."
          short: "Accuse him"
          error: over-called
          critical: "Now she is in danger for what was seen."
          feedback: "He takes her arm."
          why: "Whoever is accused leaves, and takes her along."
          go: gone
        later:
          text: "Send both out, and see the next."
          short: "Not now"
          credit: 0.5
          error: missed
          feedback: "They sit down again."
          why: "A later hour may not come."
      go: signs
    recall:
      same-move:
        text: "Two people step up together."
        prompt: "Your first step?"
      new-setting:
        text: "At a gate a man shows the ticket of a woman."
        prompt: "What do you do?"
        choices:
          her: {text: "Ask her for it, as everyone.", short: "Ask her", credit: 1}
          pass: {text: "Let both through.", short: "Let them pass", error: missed}
      look-alike:
        text: "A grown daughter speaks for her deaf mother."
        prompt: "What do you do?"
        choices:
          write: {text: "Write the question down for her.", short: "Write it down", credit: 1}
          part: {text: "Send the daughter out at once.", short: "Send her out", error: over-called}
      second-setting:
        text: "A man signs for the parcel of a woman who stands beside him."
        prompt: "What do you do?"
        choices:
          hers: {text: "Hand her the pen.", short: "Hand her the pen", credit: 1}
          his: {text: "Take his signature.", short: "Take his", error: missed}
      second-look-alike:
        text: "A boy reads the menu to his grandfather, who has lost his glasses."
        prompt: "What do you do?"
        choices:
          both: {text: "Wait until they have chosen.", short: "Wait for them", credit: 1}
          alone: {text: "Take the boy aside.", short: "The boy aside", error: over-called}
  signs:
    stop: "He came in first."
    text: "The door is closed now."
    spot:
      prompt: "What did you notice?"
      worth: {recognise: 2}
      items:
        speaks: {text: "He spoke for her.", short: "He speaks", sign: HLT-03}
        papers: {text: "He holds her card.", short: "Her card", sign: DOC-01}
        cough:
          text: "She coughs."
          short: "A cough"
          sign: false
          why: "Many people do."
        shoes:
          text: "Her shoes are old."
          short: "Old shoes"
          sign: false
          why: "Poverty is no sign."
      bands:
        all: {feedback: "You write both down."}
        most: {feedback: "You write it down."}
        few:
          feedback: "Your pad stays white."
          why: "What is not seen is not asked."
          error: missed
        over-called:
          feedback: "Your pad is full."
          why: "Old shoes make nobody a suspect."
          error: over-called
      go: steps
  steps:
    text: "An interpreter is free."
    order:
      prompt: "In which order?"
      worth: {respond: 2}
      steps:
        privacy: "Close the door"
        call: "Call the interpreter"
        ask: "Ask her"
      correct: [privacy, call, ask]
      before:
        - {first: privacy, then: ask}
        - {first: call, then: ask}
      bands:
        exact: {feedback: "She nods."}
        near: {feedback: "It takes longer."}
        wrong: {feedback: "She looks at the door.", why: "She cannot know who listens."}
      go: talk
  talk:
    text: "There is time for a few words."
    interview:
      prompt: "What do you ask?"
      worth: {respond: 2}
      ask: 2
      questions:
        sleep:
          text: "Where do you sleep?"
          answer: "In the kitchen, she says."
          credit: 1
          add: {trust: 1}
        food:
          text: "Do you eat well?"
          answer: "She shakes her head."
          credit: 1
        blame:
          text: "Why did you stay?"
          answer: "She looks away."
          why: "A question that blames ends the talk."
          add: {trust: -1}
      go: sure
  sure:
    text: "A colleague asks whether to call {fact:protection-line}."
    rate:
      prompt: "How sure are you?"
      worth: {recognise: 1}
      reasonable: [3, 4]
      bands:
        low: {feedback: "He shrugs.", why: "Two signs are worth a call."}
        fair: {feedback: "He nods."}
        high: {feedback: "He frowns.", why: "Nothing is proven."}
      go:
        - {when: "trust >= 2 and picked(talk, sleep)", go: heard}
        - {go: unheard}
endings:
  heard: {outcome: safe, text: "{patient} comes back, and talks.", fact: IOM09}
  unheard: {outcome: mixed, text: "{patient} gets a pill."}
  gone: {outcome: harmful, text: "The room is empty."}
"""

KINDS_ARABIC = """\
language: ar
title: "العيادة، الغرفة 4، 10:30"
your_part: "غرفة علاج في مركز صحي"
brief: "صباح مزدحم. يدخل المريض التالي."
objectives: {alone: "إيجاد سبب عادي للكلام على انفراد"}

cast:
  patient: ["مايا", "روزا"]
  companion: ["السيد كريم", "السيد سانتوس"]

scenes:
  door:
    text: "يدخل {companion} أولًا، وتبقى {patient} عند الباب."
    choose:
      prompt: "ما خطوتك الأولى؟"
      timeout:
        feedback: "يجلس ويتكلم نيابة عنها."
      choices:
        alone:
          text: "أراها وحدها كالجميع."
          short: "أراها وحدها"
          feedback: "ينتظر في الخارج."
          why: "القاعدة العامة لا تنبّه أحدًا."
        both:
          text: "أدع الاثنين يدخلان، فهي تبدو مريضة جدًّا."
          short: "أدعهما يدخلان"
          critical: "على مسمع منه لا تستطيع طلب المساعدة."
          feedback: "يجيب بدلًا منها."
          why: "كرسيان وصوت واحد."
        him:
          text: "أقول له إنه يخفي شيئًا."
          short: "أتهمه"
          critical: "هي الآن في خطر بسبب ما لوحظ."
          feedback: "يمسك بذراعها."
          why: "من يُتهم يغادر ويأخذها معه."
        later:
          text: "أخرجهما، وأرى من بعدهما."
          short: "ليس الآن"
          feedback: "يعودان إلى الجلوس."
          why: "قد لا يأتي وقت لاحق."
    recall:
      same-move:
        text: "يتقدم شخصان معًا."
        prompt: "ما خطوتك الأولى؟"
      new-setting:
        text: "عند بوابة يُظهر رجل تذكرة امرأة."
        prompt: "ما خطوتك؟"
        choices:
          her: {text: "أطلبها منها كالجميع.", short: "أطلبها منها"}
          pass: {text: "أدعهما يمران.", short: "أدعهما يمران"}
      look-alike:
        text: "ابنة راشدة تتكلم نيابة عن أمها الصماء."
        prompt: "ما خطوتك؟"
        choices:
          write: {text: "أكتب لها السؤال.", short: "أكتب السؤال"}
          part: {text: "أخرج الابنة فورًا.", short: "أخرج الابنة"}
      second-setting:
        text: "يوقّع رجل على استلام طرد امرأة تقف بجانبه."
        prompt: "ما خطوتك؟"
        choices:
          hers: {text: "أناولها القلم.", short: "أناولها القلم"}
          his: {text: "آخذ توقيعه.", short: "آخذ توقيعه"}
      second-look-alike:
        text: "يقرأ صبي قائمة الطعام لجدّه الذي أضاع نظارته."
        prompt: "ما خطوتك؟"
        choices:
          both: {text: "أنتظر حتى يختارا.", short: "أنتظر"}
          alone: {text: "آخذ الصبي جانبًا.", short: "الصبي جانبًا"}
  signs:
    stop: "دخل هو أولًا."
    text: "الباب الآن مغلق."
    spot:
      prompt: "ما الذي لوحظ؟"
      items:
        speaks: {text: "تكلّم نيابة عنها.", short: "تكلّم عنها"}
        papers: {text: "بطاقتها في يده.", short: "بطاقتها"}
        cough: {text: "هي تسعل.", short: "سعال", why: "كثيرون يسعلون."}
        shoes: {text: "حذاؤها قديم.", short: "حذاء قديم", why: "الفقر ليس علامة."}
      bands:
        all: {feedback: "الأمران على ورقتك."}
        most: {feedback: "الأمر على ورقتك."}
        few: {feedback: "ورقتك بيضاء.", why: "ما لا يُرى لا يُسأل عنه."}
        over-called: {feedback: "ورقتك ممتلئة.", why: "الحذاء القديم لا يجعل أحدًا موضع شك."}
  steps:
    text: "هناك مترجمة متاحة."
    order:
      prompt: "الترتيب الأنسب؟"
      steps:
        privacy: "إغلاق الباب"
        call: "استدعاء المترجمة"
        ask: "سؤالها"
      bands:
        exact: {feedback: "تومئ برأسها."}
        near: {feedback: "يستغرق الأمر وقتًا أطول."}
        wrong: {feedback: "تنظر إلى الباب.", why: "لا تعرف من يسمعها."}
  talk:
    text: "هناك وقت لكلمات قليلة."
    interview:
      prompt: "ما أسئلتك؟"
      questions:
        sleep: {text: "أين تنامين؟", answer: "تقول: في المطبخ."}
        food: {text: "هل تأكلين جيدًا؟", answer: "تهز رأسها نفيًا."}
        blame:
          text: "لماذا بقيتِ هناك؟"
          answer: "تشيح بنظرها."
          why: "السؤال الذي يلوم ينهي الحديث."
  sure:
    text: "يسأل زميل إن كان الاتصال لازمًا: {fact:protection-line}."
    rate:
      prompt: "ما مدى ثقتك؟"
      bands:
        low: {feedback: "يهز كتفيه.", why: "علامتان تستحقان اتصالًا."}
        fair: {feedback: "يومئ برأسه."}
        high: {feedback: "يعقد حاجبيه.", why: "لم يثبت شيء."}
endings:
  heard: {text: "تعود {patient} وتتكلم."}
  unheard: {text: "تأخذ {patient} حبة دواء."}
  gone: {text: "الغرفة خالية."}
"""
