"""Inflection: plurals, participles, gerunds and articles of words and of phrases.

A noun phrase inflects its head ("bill of lading" -> "bills of lading"), a verb phrase its first
word ("check out" -> "checking out"). Only spelling rules and small tables; no dictionary.
"""

from __future__ import annotations

from collections.abc import Callable

from nex.language.words.irregular import DOUBLING, ENDS_IN_S, PLURALS, PREFIXES, UNCOUNTED, VERBS

_VOWELS = "aeiou"
_SINGULARS = {plural: singular for singular, plural in PLURALS.items()}
_SILENT_H = ("hour", "honest", "honour", "honor", "heir")
_YOU_SOUND = ("uni", "use", "usa", "usu", "util", "eu", "one", "once", "ubi", "uk ", "url", "us ")


def plural(noun: str) -> str:
    """The plural of a noun phrase: `book` -> `books`, `bill of lading` -> `bills of lading`."""
    return _inflect_head(noun, _plural_word)


def singular(noun: str) -> str:
    """The singular of a noun phrase; what is singular already stays as it is where one can tell."""
    return _inflect_head(noun, _singular_word)


def gerund(verb: str) -> str:
    """The -ing form: `check out` -> `checking out`."""
    return _inflect_first(verb, _gerund_word)


def participle(verb: str) -> str:
    """The past participle: `check out` -> `checked out`, `withdraw` -> `withdrawn`."""
    return _inflect_first(verb, _participle_word)


def participles(verb: str) -> tuple[str, ...]:
    """Every accepted past participle, the canonical one first (`cancelled`, `canceled`)."""
    word, rest = _split(verb)
    if word in DOUBLING:
        return participle(verb), f"{word}ed{rest}"
    return (participle(verb),)


def gerunds(verb: str) -> tuple[str, ...]:
    """Every accepted -ing form, the canonical one first (`labelling`, `labeling`)."""
    word, rest = _split(verb)
    return (gerund(verb), f"{word}ing{rest}") if word in DOUBLING else (gerund(verb),)


def bases(participle_: str) -> tuple[str, ...]:
    """The verbs that a participle may come from, the likeliest first: `filed` -> file."""
    word, rest = _split(participle_)
    found = [base for base, (done, _) in VERBS.items() if done == word]
    for prefix in PREFIXES:
        stem = word.removeprefix(prefix)
        found += [
            prefix + base for base, (done, _) in VERBS.items() if stem != word and done == stem
        ]
    if word.endswith("ed"):
        stem = word[:-2]
        plain = [stem, stem + "e"]
        if stem.endswith(_SOFT) and not stem.endswith(("ss", "ck", "ing", "ang", "ong")):
            plain.reverse()
        doubled = [stem[:-1]] if len(stem) > 3 and stem[-1] == stem[-2] else []
        found += [*doubled, *plain, *([word[:-3] + "y"] if word.endswith("ied") else [])]
    fitting = [base for base in dict.fromkeys(found) if word in participles(base)]
    return tuple(base + rest for base in fitting)


_SOFT = (
    *("v", "c", "s", "z", "g", "u", "creat", "iat", "uat", "dat", "cat", "lat", "rat", "gat"),
    *("vok", "uir", "oid", "nat", "tat", "mat"),
)
"""Endings of stems that have most likely lost an "e": approv-, pric-, clos-, merg-, creat-."""


def third_person(verb: str) -> str:
    """The form after he, she, it: `check out` -> `checks out`."""
    return _inflect_first(verb, _third_word)


def with_article(noun: str) -> str:
    """The noun phrase after its indefinite article: `an hour`, `a user`."""
    return f"{'an' if _vowel_sound(noun.casefold()) else 'a'} {noun}"


def listed(items: tuple[str, ...] | list[str], conjunction: str = "and") -> str:
    """`a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def _inflect_head(noun: str, inflect: Callable[[str], str]) -> str:
    words = noun.split(" ")
    at = next((i for i, word in enumerate(words) if word == "of" and i > 0), len(words)) - 1
    return " ".join([*words[:at], inflect(words[at]), *words[at + 1 :]])


def _inflect_first(verb: str, inflect: Callable[[str], str]) -> str:
    word, rest = _split(verb)
    return inflect(word) + rest


def _split(verb: str) -> tuple[str, str]:
    word, space, rest = verb.partition(" ")
    return word, space + rest


def _plural_word(word: str) -> str:
    if word in UNCOUNTED:
        return word
    if word in PLURALS:
        return PLURALS[word]
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return f"{word}es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return f"{word[:-1]}ies"
    return f"{word}s"


def _singular_word(word: str) -> str:
    if word in UNCOUNTED or word in ENDS_IN_S:
        return word
    if word in _SINGULARS:
        return _SINGULARS[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _gerund_word(word: str) -> str:
    base = _irregular(word)
    if base:
        return base[1]
    if word.endswith("ie"):
        return f"{word[:-2]}ying"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return f"{word[:-1]}ing"
    return f"{_doubled(word)}ing"


def _participle_word(word: str) -> str:
    base = _irregular(word)
    if base:
        return base[0]
    if word.endswith("e"):
        return f"{word}d"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return f"{word[:-1]}ied"
    return f"{_doubled(word)}ed"


def _third_word(word: str) -> str:
    if word in {"have", "be"}:
        return {"have": "has", "be": "is"}[word]
    if word.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{_doubled(word) if word.endswith('z') else word}es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return f"{word[:-1]}ies"
    return f"{word}s"


def _irregular(word: str) -> tuple[str, str] | None:
    if word in VERBS:
        return VERBS[word]
    for prefix in PREFIXES:
        stem = word.removeprefix(prefix)
        if stem != word and stem in VERBS:
            return prefix + VERBS[stem][0], prefix + VERBS[stem][1]
    return None


def _doubled(word: str) -> str:
    """The stem before -ed and -ing: a short stressed syllable doubles its last consonant."""
    if word in DOUBLING or (_ends_short(word) and _syllables(word) == 1):
        return word + word[-1]
    return word


def _ends_short(word: str) -> bool:
    return (
        len(word) > 2
        and word[-1] not in _VOWELS + "wxyh"
        and word[-2] in _VOWELS
        and (word[-3] not in _VOWELS or (word[-3:-1] == "ui" and word[-4:-3] == "q"))
    )


def _syllables(word: str) -> int:
    groups = 0
    for before, letter in zip(f" {word}", word, strict=False):
        groups += letter in _VOWELS + "y" and before not in _VOWELS + "y"
    return groups - (word.startswith("qu") and groups > 1)


def _vowel_sound(noun: str) -> bool:
    if noun.startswith(_SILENT_H):
        return True
    if f"{noun} ".startswith(_YOU_SOUND):
        return False
    return noun[:1] in "aeiou" or noun[:2] in {"8 ", "11"} or noun[:1] == "8"
