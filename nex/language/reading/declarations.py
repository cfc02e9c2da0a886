"""Forms 1 to 4: things, their attributes, their references, how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nex.data.world import Attribute
from nex.language.reading.attributes import attributes, value_list
from nex.language.reading.meanings import Counts, Declares, Meaning
from nex.language.words.morphology import plural, singular
from nex.language.words.naming import is_name

Words = tuple[str, ...]
Nouns = Mapping[str, str]
"""Every noun of a spec, singular and plural, and the entity that it names."""

_ONE = frozenset(("a", "an", "each", "every", "the", "one"))
_MANY = frozenset(("all", "our", "the"))
_LINKS = (
    ("belongs", "to"),
    ("belong", "to"),
    ("links",),
    ("link",),
    ("connects",),
    ("refers", "to"),
)
_LATER = frozenset(["before", "after", "by", "within", "until", "from", "during", "without", "at"])


def nouns(statements: Iterable[Words]) -> Nouns:
    """The entities that the statements declare, by every form of their names."""
    loose: dict[str, str] = {}
    texts = [*statements]
    heads = [(words, head) for words in texts if (head := _head(words)) is not None]
    heads = [(words, head) for words, head in heads if _confirmed(words, head, texts)]
    for _, (name, many, _) in heads:
        _name(loose, name, many)
    found: dict[str, str] = {}
    for words, (name, many, _) in heads:
        if declaration(words, loose) is not None:
            _name(found, name, many)
    return found


def _confirmed(words: Words, head: tuple[str, str, Words], texts: list[Words]) -> bool:
    """A bare `Book: title, author` declares only what some other statement speaks of."""
    name, many, rest = head
    if rest[0] != ":" or "(" in rest:
        return True
    forms = tuple(noun.split(" ") for noun in (name, many))
    return any(_contains(other, form) for other in texts if other != words for form in forms)


def _contains(words: Words, form: list[str]) -> bool:
    size = len(form)
    return any(list(words[at : at + size]) == form for at in range(len(words) - size + 1))


def declaration(words: Words, named: Nouns) -> list[Meaning] | None:
    """What a statement of forms 1 to 4 declares; None where it is none."""
    counted = _counts(words, named)
    if counted is not None:
        return counted
    head = _head(words)
    if head is None:
        return _values_of(words, named)
    name, many, rest = head
    found = _facts(words, rest, named)
    if found is None:
        return None
    return [Declares(name, many, found)]


def _name(found: dict[str, str], name: str, many: str) -> None:
    found.setdefault(name, name)
    found.setdefault(many, name)


def _head(words: Words) -> tuple[str, str, Words] | None:
    """The noun that a declaration is about, its plural, and what is said of it."""
    for at, word in enumerate(words[:9]):
        linked = any(words[at : at + len(link)] == link for link in _LINKS)
        if word in ("has", "have", ":", "is") or linked:
            subject = _subject(words[:at])
            return (*subject, words[at:]) if subject is not None else None
    return _kept(words)


def _kept(words: Words) -> tuple[str, str, Words] | None:
    """`For each book we keep a title and an author`."""
    if words[:2] not in (("for", "every"), ("for", "each")) or "we" not in words[:9]:
        return None
    we = words.index("we")
    subject = _subject(words[1 : we - (words[we - 1] == ",")])
    keeps = words[we + 1 : we + 2] in (("keep",), ("record",), ("store",))
    return (*subject, ("has", *words[we + 2 :])) if subject is not None and keeps else None


def _subject(words: Words) -> tuple[str, str] | None:
    if words[-1:] in (("may",), ("can",)):
        words = words[:-1]
    many = ""
    if len(words) > 3 and words[-1] == ")" and "plural" in words:
        open = words.index("plural")
        many, words = " ".join(words[open + 1 : -1]), words[: open - 1]
    article = words[0] if words and words[0] in _ONE | _MANY else ""
    name = words[1:] if article else words
    if not is_name(name, 4):
        return None
    text = " ".join(name)
    one = text if article in _ONE - _MANY else singular(text)
    return one, many or plural(one)


def _facts(words: Words, rest: Words, named: Nouns) -> tuple[Attribute, ...] | None:
    match rest:
        case ("has" | "have", first, *_) if first in _OPENS:
            found = _with_status(rest[1:], named)
            may = words[: len(words) - len(rest)][-1:] in (("may",), ("can",))
            return _optional(found) if found is not None and may else found
        case (":", *_) if "->" not in rest and _subject_of(words, rest) in named:
            found = attributes(rest[1:], named)
            rich = found is not None and (len(found) > 1 or "(" in rest)
            return found if rich else None
        case ("is", *_) if words[0] in ("each", "every", "a", "an"):
            return _status(words, rest[1:], named)
        case (verb, *_) if verb not in ("has", "have", ":", "is"):
            return _links(rest, named)
        case _:
            return None


_OPENS = frozenset(
    ["a", "an", "the", "its", "one", "some", "optional", "optionally", "unique", "whether"]
)


def _with_status(words: Words, named: Nouns) -> tuple[Attribute, ...] | None:
    """`a name, and is either free or on leave`: the state behind the list is its status."""
    for at in range(len(words) - 1):
        its = words[at + 1 : at + 3] in (("it", "is"), ("they", "are"))
        if words[at] == "and" and (its or words[at + 1] in ("is", "are")):
            end = at - (words[at - 1] == ",")
            state = _either(words[at + 2 + its :], named)
            found = attributes(words[:end], named)
            return (*found, state) if found is not None and state is not None else None
    return attributes(words, named)


def _either(rest: Words, named: Nouns) -> Attribute | None:
    """`either free or on leave`, `accepting or not accepting new patients`, `about one service`."""
    if rest[:1] == ("about",) and " ".join(rest[2:]) in named and rest[1] in _ONE:
        entity = named[" ".join(rest[2:])]
        return Attribute(name=entity, type="reference", entity=entity)
    if "or" in rest:
        at = rest.index("or")
        one, other = rest[:at], rest[at + 2 :]
        if rest[at + 1 : at + 2] == ("not",) and other[: len(one)] == one and is_name(other, 4):
            return Attribute(name=" ".join(other), type="yes_no")
    return _state(rest) if "or" in rest else None


def _state(rest: Words) -> Attribute | None:
    rest = rest[1:] if rest[:1] == ("either",) else rest
    values = value_list(rest)
    listed = "or" in rest and values is not None and len(values) > 1
    if not listed or values is None or _LATER & set(rest) or _nominal(rest):
        return None
    return Attribute(name="status", type="one_of", values=values)


def _subject_of(words: Words, rest: Words) -> str:
    subject = _subject(words[: len(words) - len(rest)])
    return subject[0] if subject is not None else ""


def _optional(found: tuple[Attribute, ...]) -> tuple[Attribute, ...]:
    return tuple(a.model_copy(update={"optional": True}) for a in found)


def _status(words: Words, rest: Words, named: Nouns) -> tuple[Attribute, ...] | None:
    """`Each book is available, on loan or lost`: an attribute called status."""
    noun = " ".join(words[1 : words.index("is")])
    state = _state(rest)
    return (state,) if noun in named and state is not None else None


def _nominal(words: Words) -> bool:
    return bool({"a", "an"} & set(words[:1])) or bool({"than", "least", "most"} & set(words))


def _links(rest: Words, named: Nouns) -> tuple[Attribute, ...] | None:
    """`belongs to a member and a book, and has a due date`, `links a patient to a drug`."""
    skip = 2 if rest[1:2] == ("to",) else 1
    body = rest[skip:]
    more: Words = ()
    for at in range(len(body)):
        if body[at : at + 2] == ("and", "has"):
            end = at - 1 if body[at - 1] == "," else at
            body, more = body[:end], body[at + 2 :]
            break
    if skip == 1:
        body = tuple("and" if word in ("to", "with") else word for word in body)
    found = attributes(body, named)
    extra = attributes(more, named) if more else ()
    if found is None or extra is None or any(a.type != "reference" for a in found):
        return None
    return found + extra


def _values_of(words: Words, named: Nouns) -> list[Meaning] | None:
    """`A book's status is one of available or lost`, `The status of a book is ...`."""
    for at, word in enumerate(words[:12]):
        if word in ("is", "=") or words[at : at + 2] == ("can", "be"):
            rest = words[at + 1 + (word == "can") :]
            rest = rest[2:] if rest[:2] == ("one", "of") else rest
            values = value_list(rest[1:] if rest[:1] == ("either",) else rest)
            owned = _owned(words[:at], named)
            if owned is None or values is None or len(values) < 2 or _LATER & set(rest):
                return None
            entity, name = owned
            made = Attribute(name=name, type="one_of", values=values)
            return [Declares(entity, plural(entity), (made,))]
    return None


def _owned(words: Words, named: Nouns) -> tuple[str, str] | None:
    """The entity and the attribute of `a book's status` or `the status of a book`."""
    body = words[1:] if words and words[0] in _ONE else words
    if "'s" in body:
        at = body.index("'s")
        noun, name = body[:at], body[at + 1 :]
    elif "of" in body:
        at = body.index("of")
        name, noun = body[:at], body[at + 2 :]
    else:
        noun, name = body[:1], body[1:]
    entity = named.get(" ".join(noun))
    return (entity, " ".join(name)) if entity is not None and is_name(name) else None


def _counts(words: Words, named: Nouns) -> list[Meaning] | None:
    """`There are 24 books and 8 members`."""
    for lead in (("there", "are"), ("there", "is"), ("we", "have"), ("we", "start", "with"), ()):
        if words[: len(lead)] == lead:
            return _counted(words[len(lead) :], named)
    return None


def _counted(words: Words, named: Nouns) -> list[Meaning] | None:
    found: list[Meaning] = []
    part: list[str] = []
    for word in (*words, ","):
        if word not in (",", "and"):
            part.append(word)
        elif part:
            noun = " ".join(part[1:])
            if not (part[0].isascii() and part[0].isdigit() and len(part[0]) < 7):
                return None
            if noun not in named:
                return None
            found.append(Counts(named[noun], int(part[0])))
            part = []
    return found or None
