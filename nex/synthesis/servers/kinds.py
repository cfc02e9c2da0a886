"""Kinds of argument: what their names sound like, and values that such an argument takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nex.data.chain import HOLE, Taken
from nex.data.jsons import JsonValue
from nex.data.streams import Stream
from nex.synthesis.servers.drafting import Leaf
from nex.synthesis.servers.facts import HOME, Facts
from nex.synthesis.servers.queries import any_query, making, reading, writing
from nex.synthesis.servers.seeds import CITIES, PEOPLE, PRODUCTS, VERBS

ZONES = (
    "UTC",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kathmandu",
    "Asia/Shanghai",
    "Asia/Manila",
    "Africa/Nairobi",
    "Africa/Lagos",
    "Africa/Accra",
    "America/Bogota",
    "America/Lima",
    "America/Phoenix",
    "Pacific/Honolulu",
    "Europe/Berlin",
    "America/New_York",
)
SHORT = 40
"""Characters of what an earlier reply brought that is put into a text."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a value may be made of."""

    facts: Facts
    seen: Sequence[tuple[Taken, JsonValue]] = ()
    """What earlier replies brought."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A value, and what fills its hole."""

    value: JsonValue
    taken: Taken | None = None


Draw = Callable[[Known, Stream], Drawn | None]
"""None: there is no such value here."""


def kinds_for(leaf: Leaf) -> tuple[str, ...]:
    """The kinds that a leaf may be of, the likeliest first; only trying tells which it is."""
    if leaf.schema.get("enum"):
        return ("enum",)
    match leaf.type:
        case "boolean":
            return ("yes_no",)
        case "integer" | "number":
            return ("index", "few") if "index" in leaf.name else ("few", "many")
        case _:
            named = [k for k, hint in HINTS.items() if hint.search(_said(leaf, k))]
            rest = [kind for kind in LAST if kind not in named]
            return tuple(named[:6] or rest)


def draw(kind: str, leaf: Leaf, known: Known, stream: Stream) -> Drawn | None:
    """A value of that kind for that leaf."""
    match kind:
        case "enum":
            options = leaf.schema.get("enum")
            return Drawn(stream.choice(options)) if isinstance(options, list) and options else None
        case "yes_no":
            return Drawn(stream.chance(0.5))
        case "index" | "few" | "many":
            return _number(leaf, {"index": (0, 3), "few": (1, 9), "many": (10, 200)}[kind], stream)
        case _:
            return DRAWS[kind](known, stream)


def _number(leaf: Leaf, usual: tuple[int, int], stream: Stream) -> Drawn:
    low, high = usual
    least, most = leaf.schema.get("minimum"), leaf.schema.get("maximum")
    low = max(low, int(least)) if isinstance(least, int | float) else low
    high = min(max(high, low), int(most)) if isinstance(most, int | float) else max(high, low)
    return Drawn(stream.between(min(low, high), high))


def _said(leaf: Leaf, kind: str) -> str:
    """Names tell what a value is; only for SQL does the tool's own description count."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", leaf.name).replace("_", " ")
    return f"{name} | {leaf.about}" if kind.startswith("sql") else name


def _some(values: Callable[[Facts], Sequence[str]]) -> Draw:
    """One of the values that the workspace holds."""

    def one(known: Known, stream: Stream) -> Drawn | None:
        found = values(known.facts)
        return Drawn(stream.choice(found)) if found else None

    return one


def _expression(known: Known, stream: Stream) -> Drawn:
    low, high = stream.between(2, 40), stream.between(41, 300)
    forms = [f"{high} - {low} * 3", f"({low} + {high}) * 7", f"{high} * {low} + 5", f"{high} // 7"]
    numbers = [
        taken for taken, v in known.seen if isinstance(v, int | float) and not isinstance(v, bool)
    ]
    if numbers and stream.chance(0.8):
        form = stream.choice([f"{HOLE} * {low}", f"({HOLE} + {high}) - {low}", f"{high} + {HOLE}"])
        return Drawn(form, stream.choice(numbers))
    return Drawn(stream.choice(forms))


def _file(known: Known, stream: Stream) -> Drawn | None:
    """A file that is there; its name may come from an earlier reply."""
    if not known.facts.files:
        return None
    ends = [
        (f"{path.rpartition('/')[0]}/{HOLE}", taken)
        for taken, value in known.seen
        for path in known.facts.files
        if isinstance(value, str) and path.endswith(f"/{value}")
    ]
    if ends and stream.chance(0.8):
        return Drawn(*stream.choice(ends))
    return Drawn(stream.choice(known.facts.files))


def _new_file(known: Known, stream: Stream) -> Drawn:
    """A file that is not there, in a folder that is; of the kind that others there are of."""
    ends = [path.rpartition(".")[2] for path in known.facts.files] or ["txt"]
    folder = stream.choice((HOME, *known.facts.folders))
    return Drawn(f"{folder}/{stream.choice(VERBS)}-{stream.between(2, 99)}.{stream.choice(ends)}")


def _text(known: Known, stream: Stream) -> Drawn:
    """A sentence; something that was read may stand in it."""
    short = [taken for taken, v in known.seen if isinstance(v, str | int) and len(str(v)) <= SHORT]
    start = f"{stream.choice(PEOPLE)} will {stream.choice(VERBS)}"
    if short and stream.chance(0.7):
        return Drawn(f"{start} this: {HOLE}", stream.choice(short))
    return Drawn(f"{start} {stream.between(2, 60)} {stream.choice(PRODUCTS)}s")


def _name(_: Known, stream: Stream) -> Drawn:
    return Drawn(f"{stream.choice(VERBS)}-{stream.choice(PRODUCTS)}-{stream.between(2, 99)}")


def _cell(_: Known, stream: Stream) -> Drawn:
    return Drawn(f"{stream.choice('ABCDEFG')}{stream.between(2, 14)}")


def _range(_: Known, stream: Stream) -> Drawn:
    top = stream.between(1, 6)
    return Drawn(f"{stream.choice('AB')}{top}:{stream.choice('CDE')}{top + stream.between(1, 5)}")


def _formula(_: Known, stream: Stream) -> Drawn:
    top = stream.between(2, 5)
    return Drawn(f"=SUM(D{top}:D{top + stream.between(1, 5)})")


def _revision(known: Known, stream: Stream) -> Drawn:
    back = f"HEAD~{stream.between(1, 3)}"
    files = [path.rpartition("/")[2] for path in known.facts.files] or ["README.md"]
    return Drawn(stream.choice((back, f"{back}:{stream.choice(files)}", *known.facts.branches)))


def _own_name(known: Known, stream: Stream) -> Drawn | None:
    files = [path.removeprefix(f"{HOME}/") for path in known.facts.files]
    return Drawn(stream.choice(files)) if files else None


def _listed(taken_from: str) -> Draw:
    fixed: Mapping[str, tuple[str, ...]] = {
        "zones": ZONES,
        "home": (HOME,),
        "cities": CITIES,
        "colors": ("FF0000", "00AA55", "3366CC"),
        "scopes": ("local", "all"),
        "patterns": ("*.txt", "**/*.txt", "*.csv", "**/*"),
        "links": ("data:text/plain,lamp", "data:text/plain,a%20desk%20and%20a%20chair"),
    }
    return lambda _, stream: Drawn(stream.choice(fixed[taken_from]))


DRAWS: Mapping[str, Draw] = {
    "zone": _listed("zones"),
    "time": lambda _, stream: Drawn(
        f"{stream.below(24):02}:{stream.choice('0134')}{stream.choice('05')}"
    ),
    "date": lambda _, stream: Drawn(f"2026-{stream.between(1, 12):02}-{stream.between(1, 28):02}"),
    "expression": _expression,
    "formula": _formula,
    "sql_read": lambda known, stream: _query(reading(known.facts, known.seen, stream)),
    "sql_write": lambda known, stream: _query(writing(known.facts, known.seen, stream)),
    "sql_make": lambda known, stream: _query(making(known.facts, stream)),
    "sql_any": lambda known, stream: _query(any_query(known.facts, known.seen, stream)),
    "table": _some(lambda facts: [table.name for table in facts.tables]),
    "sheet": _some(lambda facts: facts.sheets),
    "cell": _cell,
    "range": _range,
    "file": _file,
    "folder": _some(lambda facts: facts.folders),
    "home": _listed("home"),
    "new_file": _new_file,
    "own_name": _own_name,
    "branch": _some(lambda facts: facts.branches),
    "revision": _revision,
    "scope": _listed("scopes"),
    "known_name": _some(lambda facts: facts.names),
    "new_name": _name,
    "color": _listed("colors"),
    "pattern": _listed("patterns"),
    "link": _listed("links"),
    "line": _some(lambda facts: facts.lines),
    "word": _some(lambda facts: facts.words),
    "text": _text,
}
HINTS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(hint, re.IGNORECASE)
    for kind, hint in {
        "zone": r"time ?zone|\btz\b",
        "time": r"\btime\b",
        "date": r"\bdate\b|timestamp",
        "expression": r"expression",
        "formula": r"formula",
        "sql_make": r"(?=.*\b(sql|query)\b)(?=.*create (a )?(new )?table)",
        "sql_write": r"(?=.*\b(sql|query)\b)(?=.*(insert|update|delete))",
        "sql_read": r"(?=.*\b(sql|query)\b)(?=.*select )",
        "sql_any": r"^(sql\b|query\b.*\bsql\b(?!ite database))",
        "table": r"\btable\b",
        "sheet": r"sheet",
        "range": r"range|refers to",
        "cell": r"\bcell\b|^at\b",
        "file": r"path|file|document|source",
        "folder": r"path|folder|director",
        "new_file": r"path|file|destination|output",
        "home": r"repo|path|folder|director",
        "own_name": r"^files?\b",
        "branch": r"branch|target|revision",
        "revision": r"revision|target",
        "scope": r"branch type",
        "pattern": r"pattern",
        "color": r"colou?r",
        "link": r"\b(uri|url|data)\b",
        "known_name": r"name|entity|\bfrom\b|\bto\b|author|node",
        "new_name": r"name|title|branch name|\bid\b|type|label",
        "word": r"query|search|find|text to|old ?text|contains",
        "line": r"observation|old ?text|target text|search text|anchor",
        "text": r"text|content|message|thought|insight|note|observation|comment|body|title|replace",
    }.items()
}
LAST = ("text", "word", "new_name", "known_name")
"""Tried where a name tells nothing."""


def _query(found: tuple[str, Taken | None] | None) -> Drawn | None:
    return Drawn(*found) if found else None
