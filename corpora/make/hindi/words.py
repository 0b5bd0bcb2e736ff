"""The words of ``english_hindi.py``, in English and Hindi, and how Hindi inflects them.

Hindi nouns have a gender (``m``, ``f``), a number and two cases that matter here: direct, and oblique before
a postposition. Verbs agree with their subject, or with their object where the subject takes ने.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

VOWEL_SIGNS = "ािीुूेैोौं"


class Agreement(NamedTuple):
    """What a Hindi verb or adjective agrees with."""

    gender: str
    plural: bool
    first: bool = False
    """First person singular: हूँ, खाऊँगा."""

    def choose(self, m: str, m_pl: str, f: str, f_pl: str) -> str:
        """The one of four forms that fits."""
        if self.gender == "m":
            return m_pl if self.plural else m
        return f_pl if self.plural else f


NEUTRAL = Agreement("m", False)
"""What a verb falls back on when it may agree with nothing."""


def forms_of_noun(word: str, gender: str) -> tuple[str, str, str, str]:
    """Direct and oblique singular, direct and oblique plural of a regular noun."""
    if gender == "m" and word.endswith("ा"):
        stem = word[:-1]
        return word, stem + "े", stem + "े", stem + "ों"
    if word.endswith(("ी", "ई")):
        short = word[:-1] + ("ि" if word.endswith("ी") else "इ")
        return word, word, (word if gender == "m" else short + "याँ"), short + "यों"
    if gender == "m":
        return word, word, word, word + "ों"
    if word.endswith("िया"):
        return word, word, word + "ँ", word[:-1] + "ों"
    if word.endswith("ा"):
        return word, word, word + "एँ", word + "ओं"
    return word, word, word + "ें", word + "ों"


class Noun(NamedTuple):
    """A thing: English singular and plural (empty: not counted), Hindi, gender, adjectives that suit it."""

    en: str
    en_pl: str
    hi: str
    gender: str
    adjectives: str = ""


_SIZE, _LOOK = "big small", "red blue white black green yellow beautiful"
_MADE = "new old cheap expensive good"

NOUNS = {
    noun.en: noun
    for noun in (
        Noun("pizza", "pizzas", "पिज़्ज़ा", "m", "hot cold good big small cheap expensive"),
        Noun("bread", "", "रोटी", "f", "hot cold good"),
        Noun("fish", "", "मछली", "f", "good big small"),
        Noun("soup", "", "सूप", "m", "hot cold good"),
        Noun("cake", "cakes", "केक", "m", "sweet good big small"),
        Noun("food", "", "खाना", "m", "hot cold good"),
        Noun("apple", "apples", "सेब", "m", "red green sweet good big small"),
        Noun("mango", "mangoes", "आम", "m", "yellow green sweet good big small"),
        Noun("banana", "bananas", "केला", "m", "yellow sweet good big small"),
        Noun("orange", "oranges", "संतरा", "m", "sweet good big small"),
        Noun("egg", "eggs", "अंडा", "m", "white big small"),
        Noun("tea", "", "चाय", "f", "hot cold good sweet"),
        Noun("coffee", "", "कॉफ़ी", "f", "hot cold good black"),
        Noun("water", "", "पानी", "m", "hot cold clean"),
        Noun("milk", "", "दूध", "m", "hot cold"),
        Noun("juice", "", "रस", "m", "cold sweet"),
        Noun("book", "books", "किताब", "f", f"{_MADE} {_SIZE} red blue long"),
        Noun("newspaper", "newspapers", "अख़बार", "m", "new old good"),
        Noun("letter", "letters", "चिट्ठी", "f", "old new long beautiful"),
        Noun("story", "stories", "कहानी", "f", "good old new long beautiful"),
        Noun("poem", "poems", "कविता", "f", "good old new long beautiful"),
        Noun("film", "films", "फ़िल्म", "f", "good old new long beautiful"),
        Noun("picture", "pictures", "तस्वीर", "f", f"{_SIZE} good old new beautiful"),
        Noun("river", "rivers", "नदी", "f", "long big beautiful clean"),
        Noun("tree", "trees", "पेड़", "m", "green old big small"),
        Noun("flower", "flowers", "फूल", "m", "red blue white yellow beautiful small"),
        Noun("bird", "birds", "चिड़िया", "f", "red blue white black beautiful small"),
        Noun("star", "stars", "तारा", "m", "beautiful small"),
        Noun("house", "houses", "घर", "m", f"{_MADE} {_SIZE} white beautiful clean"),
        Noun("music", "", "संगीत", "m", "good old new beautiful"),
        Noun("song", "songs", "गाना", "m", "good old new long beautiful"),
        Noun("shirt", "shirts", "कमीज़", "f", f"{_MADE} {_LOOK} clean"),
        Noun("shoe", "shoes", "जूता", "m", f"{_MADE} black white red clean"),
        Noun("car", "cars", "गाड़ी", "f", f"{_MADE} {_LOOK} {_SIZE} clean"),
        Noun("chair", "chairs", "कुर्सी", "f", f"{_MADE} {_LOOK} {_SIZE}"),
        Noun("table", "tables", "मेज़", "f", f"{_MADE} white black {_SIZE} clean"),
        Noun("door", "doors", "दरवाज़ा", "m", f"red blue white green {_SIZE} old new"),
        Noun("window", "windows", "खिड़की", "f", f"{_SIZE} old new clean"),
        Noun("room", "rooms", "कमरा", "m", f"{_SIZE} old new clean beautiful"),
        Noun("dog", "dogs", "कुत्ता", "m", f"{_SIZE} black white beautiful hungry"),
        Noun("cat", "cats", "बिल्ली", "f", f"{_SIZE} black white beautiful hungry"),
        Noun("horse", "horses", "घोड़ा", "m", f"{_SIZE} black white beautiful hungry"),
        Noun("Hindi", "", "हिंदी", "f"),
        Noun("English", "", "अंग्रेज़ी", "f"),
        Noun("cricket", "", "क्रिकेट", "m"),
        Noun("football", "", "फ़ुटबॉल", "m"),
    )
}
ANIMALS = ("dog", "cat", "horse")

ADJECTIVES = {
    "good": "अच्छा", "big": "बड़ा", "small": "छोटा", "new": "नया", "old": "पुराना", "sweet": "मीठा",
    "black": "काला", "blue": "नीला", "yellow": "पीला", "green": "हरा", "cold": "ठंडा", "long": "लंबा",
    "tall": "लंबा", "hungry": "भूखा", "cheap": "सस्ता", "expensive": "महँगा", "red": "लाल",
    "beautiful": "सुंदर", "hot": "गरम", "white": "सफ़ेद", "clean": "साफ़", "happy": "ख़ुश", "sad": "दुखी",
    "busy": "व्यस्त", "ready": "तैयार", "ill": "बीमार",
}  # fmt: skip


def agreeing(adjective: str, gender: str, plural: bool, oblique: bool = False) -> str:
    """A Hindi adjective or possessive before or about a noun: only those in ा change."""
    if not adjective.endswith("ा"):
        return adjective
    new = adjective.endswith("या")  # नया, नए, नई: the glide is not written before ए and ई
    stem = adjective[: -2 if new else -1]
    if gender == "f":
        return stem + ("ई" if new else "ी")
    if plural or oblique:
        return stem + ("ए" if new else "े")
    return adjective


POSSESSIVES = {
    "my": "मेरा", "your": "आपका", "his": "उसका", "her": "उसका", "our": "हमारा", "their": "उनका",
}  # fmt: skip
OWN = "अपना"
DEMONSTRATIVES = {"this": ("यह", "इस"), "that": ("वह", "उस"), "these": ("ये", "इन"), "those": ("वे", "उन")}
NUMBERS = {"two": "दो", "three": "तीन", "four": "चार"}


class Person(NamedTuple):
    """Somebody who acts: cases of Hindi, agreement, and the English possessive that means their own."""

    en: str
    hi: str
    agreement: Agreement
    own: str
    ergative: str
    dative: str
    genitive: str
    """Stem before a noun in the oblique: मेरे पास, लड़के के पास."""
    third_singular: bool = True
    """In English."""


def _pronoun(
    en: str, hi: str, agreement: Agreement, own: str, ergative: str, dative: str, third: bool
) -> Person:
    genitive = agreeing(POSSESSIVES[own], "m", False, oblique=True)
    return Person(en, hi, agreement, own, ergative, dative, genitive, third)


def _somebody(
    en: str, direct: str, oblique: str, gender: str, plural: bool = False, honoured: bool = False
) -> Person:
    """A noun or a name; the honoured are plural in Hindi only."""
    own = "their" if plural else {"m": "his", "f": "her"}[gender]
    agreement = Agreement(gender, plural or honoured)
    return Person(en, direct, agreement, own, f"{oblique} ने", f"{oblique} को", f"{oblique} के", not plural)


PRONOUNS = (
    _pronoun("I", "मैं", Agreement("m", False, True), "my", "मैंने", "मुझे", False),
    _pronoun("you", "आप", Agreement("m", True), "your", "आपने", "आपको", False),
    _pronoun("he", "वह", Agreement("m", False), "his", "उसने", "उसे", True),
    _pronoun("she", "वह", Agreement("f", False), "her", "उसने", "उसे", True),
    _pronoun("we", "हम", Agreement("m", True), "our", "हमने", "हमें", False),
    _pronoun("they", "वे", Agreement("m", True), "their", "उन्होंने", "उन्हें", False),
)
SOMEBODY = (
    _somebody("the boy", "लड़का", "लड़के", "m"),
    _somebody("the girl", "लड़की", "लड़की", "f"),
    _somebody("the boys", "लड़के", "लड़कों", "m", plural=True),
    _somebody("the girls", "लड़कियाँ", "लड़कियों", "f", plural=True),
    _somebody("the children", "बच्चे", "बच्चों", "m", plural=True),
    _somebody("the man", "आदमी", "आदमी", "m"),
    _somebody("the woman", "औरत", "औरत", "f"),
    _somebody("my mother", "मेरी माँ", "मेरी माँ", "f", honoured=True),
    _somebody("my father", "मेरे पिता", "मेरे पिता", "m", honoured=True),
    _somebody("my brother", "मेरा भाई", "मेरे भाई", "m"),
    _somebody("my sister", "मेरी बहन", "मेरी बहन", "f"),
    _somebody("my friend", "मेरा दोस्त", "मेरे दोस्त", "m"),
    _somebody("my friends", "मेरे दोस्त", "मेरे दोस्तों", "m", plural=True),
    _somebody("Ravi", "रवि", "रवि", "m"),
    _somebody("Sita", "सीता", "सीता", "f"),
    _somebody("John", "जॉन", "जॉन", "m"),
    _somebody("Mary", "मैरी", "मैरी", "f"),
)

OBJECT_PRONOUNS = {  # English: whose object it is not, को, से, genitive feminine, genitive oblique
    "me": ("I we", "मुझे", "मुझसे", "मेरी", "मेरे"),
    "you": ("you", "आपको", "आपसे", "आपकी", "आपके"),
    "him": ("he", "उसे", "उससे", "उसकी", "उसके"),
    "her": ("she", "उसे", "उससे", "उसकी", "उसके"),
    "us": ("I we", "हमें", "हमसे", "हमारी", "हमारे"),
    "them": ("they", "उन्हें", "उनसे", "उनकी", "उनके"),
}
FAMILY = {  # Hindi oblique, gender
    "mother": ("माँ", "f"),
    "father": ("पिता", "m"),
    "brother": ("भाई", "m"),
    "sister": ("बहन", "f"),
    "friend": ("दोस्त", "m"),
    "friends": ("दोस्तों", "m"),
    "children": ("बच्चों", "m"),
    "dog": ("कुत्ते", "m"),
    "cat": ("बिल्ली", "f"),
}


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: English base, -s, -ing, past, participle; Hindi stem; what its objects may be."""

    en: str
    s: str
    ing: str
    past: str
    participle: str
    stem: str
    objects: tuple[str, ...] = ()
    before: str = ""
    """The fixed first word of a compound verb: बंद करना, मदद करना."""
    marker: str = ""
    """What the object takes, if always the same: से, की, को."""
    ergative: bool = True
    perfective: str = ""
    """m.sg, m.pl, f.sg, f.pl, where irregular."""
    host: str = "m"
    """Gender of the noun in a compound verb, with which it then agrees: मदद is feminine."""
    places: tuple[str, ...] = ()

    def perfect(self, agreement: Agreement) -> str:
        """The perfective participle: खाया, खाए, खाई, खाईं."""
        if self.perfective:
            return agreement.choose(*self.perfective.split())
        if self.stem[-1] in VOWEL_SIGNS or self.stem[-1] == "आ":
            return self.stem + agreement.choose("या", "ए", "ई", "ईं")
        return self.stem + agreement.choose("ा", "े", "ी", "ीं")

    def future(self, agreement: Agreement) -> str:
        """खाऊँगा, खाएगा, खाएँगे; पढ़ूँगा, पढ़ेगा, पढ़ेंगे."""
        stem = {"पी": "पि", "दे": "द"}.get(self.stem, self.stem)
        vowel = stem[-1] in VOWEL_SIGNS or stem[-1] == "आ"
        if agreement.first:
            return stem + ("ऊँ" if vowel else "ूँ") + "गा"
        if agreement.plural:
            return stem + ("एँ" if vowel else "ें") + agreement.choose("", "गे", "", "गी")
        return stem + ("ए" if vowel else "े") + agreement.choose("गा", "", "गी", "")

    def polite(self) -> str:
        """The imperative for आप: खाइए, पढ़िए."""
        irregular = {"पी": "पीजिए", "दे": "दीजिए", "कर": "कीजिए"}
        vowel = self.stem[-1] in VOWEL_SIGNS or self.stem[-1] == "आ"
        return irregular.get(self.stem, self.stem + ("इए" if vowel else "िए"))


_HOME = ("home", "kitchen", "garden", "park", "school", "office")
_QUIET = ("home", "garden", "park", "school", "room", "library")
_FOOD = ("pizza", "bread", "fish", "soup", "cake", "food", "apple", "mango", "banana", "orange", "egg")
_FRUIT = ("apple", "mango", "banana", "orange")
_DRINK = ("tea", "coffee", "water", "milk", "juice")
_GOODS = ("book", "newspaper", "picture", "flower", "house", "shirt", "shoe", "car", "chair", "table")
_DONE = "किया किए की कीं"

TRANSITIVE = (
    Verb("eat", "eats", "eating", "ate", "eaten", "खा", _FOOD, places=_HOME),
    Verb("drink", "drinks", "drinking", "drank", "drunk", "पी", _DRINK, perfective="पिया पिए पी पीं",
         places=_HOME),
    Verb("read", "reads", "reading", "read", "read", "पढ़",
         ("book", "newspaper", "letter", "story", "poem"), places=_QUIET),
    Verb("write", "writes", "writing", "wrote", "written", "लिख",
         ("book", "letter", "story", "poem", "song"), places=_QUIET),
    Verb("watch", "watches", "watching", "watched", "watched", "देख",
         ("film", "cricket", "football"), places=("home", "park", "school", "city")),
    Verb("see", "sees", "seeing", "saw", "seen", "देख",
         ("picture", "river", "tree", "flower", "bird", "star", "house", "car", *ANIMALS),
         places=("garden", "park", "village", "city")),
    Verb("listen to", "listens to", "listening to", "listened to", "listened to", "सुन",
         ("music", "song", "story", "poem"), places=_QUIET),
    Verb("sing", "sings", "singing", "sang", "sung", "गा", ("song",), places=(*_HOME, "city")),
    Verb("buy", "buys", "buying", "bought", "bought", "ख़रीद", (*_FOOD, *_DRINK, *_GOODS),
         places=("market", "city", "village")),
    Verb("cook", "cooks", "cooking", "cooked", "cooked", "पका", ("food", "soup", "fish", "egg", "pizza"),
         places=("home", "kitchen")),
    Verb("make", "makes", "making", "made", "made", "बना",
         ("tea", "coffee", "juice", "food", "pizza", "cake", "bread", "picture", "house"),
         places=("home", "kitchen", "school")),
    Verb("wash", "washes", "washing", "washed", "washed", "धो", ("shirt", "shoe", "car", *_FRUIT),
         places=("home", "kitchen", "garden")),
    Verb("clean", "cleans", "cleaning", "cleaned", "cleaned", "कर",
         ("room", "house", "car", "table", "window", "shoe"), before="साफ़", perfective=_DONE,
         places=("home", "school", "office")),
    Verb("open", "opens", "opening", "opened", "opened", "खोल", ("door", "window", "book", "letter"),
         places=("home", "room", "school")),
    Verb("close", "closes", "closing", "closed", "closed", "कर", ("door", "window", "book"), before="बंद",
         perfective=_DONE, places=("home", "room", "school")),
    Verb("learn", "learns", "learning", "learned", "learned", "सीख",
         ("Hindi", "English", "music", "cricket", "song"), places=("home", "school", "city")),
    Verb("hate", "hates", "", "", "", "कर", (*_FOOD, *_DRINK, "cricket", "football", "music", "cat", "dog"),
         before="नफ़रत", marker="से", host="f"),
    Verb("play", "plays", "playing", "played", "played", "खेल", ("cricket", "football"),
         places=("garden", "park", "school", "village")),
)  # fmt: skip
TO_PEOPLE = (
    Verb("love", "loves", "", "", "", "कर", before="प्यार", marker="से"),
    Verb("see", "sees", "seeing", "saw", "seen", "देख", marker="को"),
    Verb("meet", "meets", "meeting", "met", "met", "मिल", marker="से", ergative=False),
    Verb("help", "helps", "helping", "helped", "helped", "कर", before="मदद", marker="की",
         perfective=_DONE, host="f"),
    Verb("call", "calls", "calling", "called", "called", "कर", before="फ़ोन", marker="को", perfective=_DONE),
)  # fmt: skip
TO_GIVE = (
    Verb("give", "gives", "giving", "gave", "given", "दे", ("book", "flower", "water", "tea", "picture",
         "letter", *_FRUIT), perfective="दिया दिए दी दीं"),
)  # fmt: skip
ALONE = (
    Verb("sleep", "sleeps", "sleeping", "slept", "slept", "सो", ergative=False,
         places=("home", "room", "garden")),
    Verb("run", "runs", "running", "ran", "run", "दौड़", ergative=False, places=("park", "garden", "school")),
    Verb("work", "works", "working", "worked", "worked", "कर", before="काम", perfective=_DONE,
         places=("home", "office", "garden", "city", "kitchen")),
    Verb("live", "lives", "living", "lived", "lived", "रह", ergative=False,
         places=("city", "village", "Delhi", "Mumbai", "India")),
)  # fmt: skip
DO = Verb(
    "do",
    "does",
    "doing",
    "did",
    "done",
    "कर",
    perfective=_DONE,
    places=("home", "kitchen", "garden", "park", "school", "office", "city", "market"),
)
TO_PLACES = (
    Verb("go", "goes", "going", "went", "gone", "जा", ergative=False, perfective="गया गए गई गईं"),
    Verb("come", "comes", "coming", "came", "come", "आ", ergative=False),
)

PLACES = {
    "home": ("at home", "घर पर"),
    "kitchen": ("in the kitchen", "रसोई में"),
    "garden": ("in the garden", "बगीचे में"),
    "park": ("in the park", "पार्क में"),
    "school": ("at school", "स्कूल में"),
    "office": ("in the office", "दफ़्तर में"),
    "market": ("at the market", "बाज़ार में"),
    "room": ("in the room", "कमरे में"),
    "library": ("in the library", "पुस्तकालय में"),
    "city": ("in the city", "शहर में"),
    "village": ("in the village", "गाँव में"),
    "Delhi": ("in Delhi", "दिल्ली में"),
    "Mumbai": ("in Mumbai", "मुंबई में"),
    "India": ("in India", "भारत में"),
}
GREETINGS = (
    ("hello", "नमस्ते"), ("good morning", "सुप्रभात"), ("good night", "शुभ रात्रि"), ("thank you", "धन्यवाद"),
    ("goodbye", "अलविदा"),
)  # fmt: skip
GREETED = (
    ("Ravi", "रवि"), ("Sita", "सीता"), ("John", "जॉन"), ("Mary", "मैरी"), ("my friend", "मेरे दोस्त"),
    ("mother", "माँ"), ("brother", "भाई"), ("sister", "बहन"),
)  # fmt: skip
SPOTS = (
    ("on the table", "मेज़ पर"), ("on the chair", "कुर्सी पर"), ("under the table", "मेज़ के नीचे"),
    ("under the tree", "पेड़ के नीचे"), ("near the window", "खिड़की के पास"), ("near the door", "दरवाज़े के पास"),
    ("near the river", "नदी के पास"), ("in the car", "गाड़ी में"), ("in the room", "कमरे में"),
    ("in the kitchen", "रसोई में"), ("in the garden", "बगीचे में"),
)  # fmt: skip
GOALS = (
    ("home", "घर"), ("to school", "स्कूल"), ("to the market", "बाज़ार"), ("to the park", "पार्क"),
    ("to the office", "दफ़्तर"), ("to the city", "शहर"), ("to the village", "गाँव"),
    ("to the library", "पुस्तकालय"), ("to Delhi", "दिल्ली"), ("to Mumbai", "मुंबई"), ("to India", "भारत"),
)  # fmt: skip
TIMES = {
    "habitual": (("every day", "हर दिन"), ("in the morning", "सुबह"), ("in the evening", "शाम को"),
                 ("at night", "रात को")),
    "progressive": (("now", "अभी"), ("today", "आज")),
    "past progressive": (("yesterday", "कल"), ("in the morning", "सुबह"), ("in the evening", "शाम को")),
    "future": (("tomorrow", "कल"), ("today", "आज"), ("in the evening", "शाम को"), ("tonight", "आज रात")),
    "past": (("yesterday", "कल"), ("today", "आज"), ("in the morning", "सुबह"), ("last night", "कल रात")),
    "can": (("today", "आज"), ("tomorrow", "कल"), ("now", "अभी")),
    "must": (("today", "आज"), ("tomorrow", "कल"), ("now", "अभी")),
    "want": (("today", "आज"), ("tomorrow", "कल"), ("now", "अभी")),
    "like": (("in the morning", "सुबह"), ("in the evening", "शाम को"), ("at night", "रात को")),
    "love": (("in the morning", "सुबह"), ("in the evening", "शाम को"), ("at night", "रात को")),
}  # fmt: skip
OFTEN = (("often", "अक्सर"), ("always", "हमेशा"))
TIMES_EN = frozenset(en for times in TIMES.values() for en, _ in times)
