/** The page's own words, in the language of the person who is playing. */

const WORDS = {
  en: {
    title: "Basira · rehearsal",
    tagline: "A rehearsal on this machine",
    people: "People",
    addPerson: "Add a person",
    add: "Add",
    cancel: "Cancel",
    name: "Name",
    language: "Language",
    firstPerson: "You",
    aboutTitle: "What is this?",
    aboutWhat: "The real Basira bot, with this page in Telegram’s place. Play it here before anyone plays it there.",
    aboutPrivate: "Nothing leaves this machine. No account, no login.",
    aboutPeople: "Everyone in the list is invented. Switch between them to play as several learners, each in their own language.",
    keysTitle: "Without the mouse",
    keyFirst: "A",
    keyLast: "H",
    keysPress: "press the buttons of the last message",
    keysCommands: "commands",
    keysSend: "sends; with Shift, a new line",
    keysClose: "closes what is open",
    bot: "bot",
    typing: "typing…",
    blocked: "blocked",
    more: "More",
    blockBot: "Block the bot",
    restartBot: "Restart bot",
    darkLook: "Dark look",
    lightLook: "Light look",
    offline: "Connection lost – retrying…",
    messages: "Messages",
    writing: "Writing",
    welcomeTitle: "What can this bot do?",
    welcomeText: "Short invented cases from a desk, a ward, a line. Choose what to do, and see what comes of it.",
    start: "START",
    message: "Message",
    commands: "Commands",
    attach: "Attach",
    photo: "Photo",
    document: "Document",
    voice: "Send a sample voice message",
    voiceMessage: "Voice message",
    play: "Play",
    stop: "Stop",
    send: "Send",
    fresh: "New",
    back: "Back",
    toEnd: "To the end",
    edited: "edited",
    today: "Today",
    yesterday: "Yesterday",
    you: "You",
    unread: "unread",
    noMessages: "No messages yet",
    attachment: "Attachment",
    showMore: "Show all",
    showLess: "Less",
    hidden: "Hidden text",
    lockScreen: "On the lock screen",
    copied: "Copied",
    onlyInTelegram: "This button works in Telegram only.",
    notSent: "Not sent. The text is still here; please try again.",
    failed: "That did not work. Please try again.",
    openAs: "Open this link as",
    ok: "OK",
    close: "Close",
  },
  ar: {
    title: "بصيرة · تجربة محلية",
    tagline: "تجربة على هذا الجهاز",
    people: "الأشخاص",
    addPerson: "إضافة شخص",
    add: "إضافة",
    cancel: "إلغاء",
    name: "الاسم",
    language: "اللغة",
    firstPerson: "أنت",
    aboutTitle: "ما هذه الصفحة؟",
    aboutWhat: "هذا بوت «بصيرة» الحقيقي، وهذه الصفحة تحلّ محلّ تيليجرام، لتجربته هنا قبل أن يستخدمه أحد هناك.",
    aboutPrivate: "لا شيء يخرج من هذا الجهاز، ولا حاجة إلى حساب أو تسجيل دخول.",
    aboutPeople: "كل من في القائمة من نسج الخيال. التنقّل بينهم يتيح التجربة بأكثر من شخص، ولكل شخص لغته.",
    keysTitle: "من دون فأرة",
    keyFirst: "أ",
    keyLast: "ح",
    keysPress: "ضغط أزرار الرسالة الأخيرة",
    keysCommands: "الأوامر",
    keysSend: "إرسال، ومع ⁨Shift⁩ سطر جديد",
    keysClose: "إغلاق ما هو مفتوح",
    bot: "بوت",
    typing: "يكتب…",
    blocked: "البوت محظور",
    more: "المزيد",
    blockBot: "حظر البوت",
    restartBot: "إعادة تشغيل البوت",
    darkLook: "المظهر الداكن",
    lightLook: "المظهر الفاتح",
    offline: "انقطع الاتصال، وتجري إعادته…",
    messages: "الرسائل",
    writing: "الكتابة",
    welcomeTitle: "ماذا يقدّم هذا البوت؟",
    welcomeText: "حالات قصيرة متخيَّلة، من مكتب أو جناح مستشفى أو خط هاتف: يأتي اختيارك، ثم يظهر أثره.",
    start: "بدء",
    message: "رسالة",
    commands: "الأوامر",
    attach: "إرفاق",
    photo: "صورة",
    document: "مستند",
    voice: "إرسال رسالة صوتية تجريبية",
    voiceMessage: "رسالة صوتية",
    play: "تشغيل",
    stop: "إيقاف",
    send: "إرسال",
    fresh: "رسائل جديدة",
    back: "رجوع",
    toEnd: "إلى آخر المحادثة",
    edited: "معدّلة",
    today: "اليوم",
    yesterday: "أمس",
    you: "أنت",
    unread: "رسائل غير مقروءة",
    noMessages: "لا رسائل بعد",
    attachment: "مرفق",
    showMore: "عرض النص كاملًا",
    showLess: "أقل",
    hidden: "نص مخفي",
    lockScreen: "على شاشة القفل",
    copied: "تم النسخ",
    onlyInTelegram: "هذا الزر يعمل في تيليجرام فقط.",
    notSent: "تعذّر الإرسال، والنص ما زال هنا. الرجاء الإرسال مرة أخرى.",
    failed: "تعذّر ذلك. الرجاء التجربة مرة أخرى.",
    openAs: "فتح الرابط باسم",
    ok: "حسنًا",
    close: "إغلاق",
  },
};

let current = "en";

/** Which of the two languages serves someone with this Telegram language code. */
export const languageFor = (code) => (/^ar\b/i.test(code ?? "") ? "ar" : "en");

export const language = () => current;
export const direction = () => (current === "ar" ? "rtl" : "ltr");
export const say = (key) => WORDS[current][key];

/** Speak `code` from now on, and rewrite every marked text of the page. */
export function speak(code, root = document) {
  current = languageFor(code);
  document.title = say("title");
  for (const node of root.querySelectorAll("[data-words]")) node.textContent = say(node.dataset.words);
  for (const node of root.querySelectorAll("[data-placeholder]")) node.placeholder = say(node.dataset.placeholder);
  for (const node of root.querySelectorAll("[data-aria-label]")) node.setAttribute("aria-label", say(node.dataset.ariaLabel));
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", say(node.dataset.label));
    node.title = say(node.dataset.label);
  }
}

// Western digits in both languages, as in the bot's own texts.
const LOCALES = { en: "en-GB", ar: "ar-BH-u-nu-latn" };

const format = (options) =>
  Object.fromEntries(
    Object.entries(LOCALES).map(([code, locale]) => [code, new Intl.DateTimeFormat(locale, options)]),
  );

const TIME = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = format({ day: "numeric", month: "long" });
const DAY_AND_YEAR = format({ day: "numeric", month: "long", year: "numeric" });

export const timeOf = (date) => TIME[current].format(date);

const FORM = {
  d: { day: "numeric", month: "numeric", year: "numeric" },
  D: { day: "numeric", month: "long", year: "numeric" },
  t: { hour: "2-digit", minute: "2-digit" },
  T: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  w: { weekday: "long" },
};
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** A moment as a date_time entity wants it: `r`, or weekday, date and time by their letters. */
export function timeIn(date, form, now = new Date()) {
  if (form !== "r") {
    const parts = Object.assign({}, ...[...form].map((letter) => FORM[letter]));
    return new Intl.DateTimeFormat(LOCALES[current], { ...parts, hourCycle: "h23" }).format(date);
  }
  const seconds = (date - now) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(LOCALES[current], { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

export function dayOf(date, now = new Date()) {
  const midnight = (day) => new Date(day.getFullYear(), day.getMonth(), day.getDate());
  const daysAgo = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (daysAgo === 0) return say("today");
  if (daysAgo === 1) return say("yesterday");
  return (date.getFullYear() === now.getFullYear() ? DAY : DAY_AND_YEAR)[current].format(date);
}
