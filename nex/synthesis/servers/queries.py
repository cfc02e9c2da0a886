"""SQL over tables that are known: reading, writing, making; a value may come from a reply."""

from __future__ import annotations

from collections.abc import Sequence

from nex.data.chain import HOLE, Taken
from nex.data.jsons import JsonValue
from nex.data.streams import Stream
from nex.synthesis.servers.facts import Facts, Rows

SHORT = 40
Seen = Sequence[tuple[Taken, JsonValue]]
Query = tuple[str, Taken | None]


def reading(facts: Facts, seen: Seen, stream: Stream) -> Query | None:
    """A SELECT with one row of one column; None where no table is known."""
    if not facts.tables:
        return None
    table = stream.choice(facts.tables)
    if (found := _held(facts, seen, stream)) is not None and stream.chance(0.85):
        table, where, taken = found
        return f"SELECT {_asked(table, stream)} AS answer FROM {table.name} WHERE {where}", taken
    where = f" WHERE {_where(table, stream)}" if stream.chance(0.7) else ""
    if stream.chance(0.5):
        return f"SELECT {_total(table, stream)} AS answer FROM {table.name}{where}", None
    order = stream.choice(table.columns)
    pick, way = stream.choice(table.columns), stream.choice(("", " DESC"))
    return (
        f"SELECT {pick} AS answer FROM {table.name}{where} ORDER BY {order}{way}, id LIMIT 1",
        None,
    )


def writing(facts: Facts, seen: Seen, stream: Stream) -> Query | None:
    """An INSERT, an UPDATE or a DELETE of few rows."""
    if not facts.tables:
        return None
    table = stream.choice(facts.tables)
    where, taken = _where(table, stream), None
    if (found := _held(facts, seen, stream)) is not None and stream.chance(0.85):
        table, where, taken = found
    match stream.below(5):
        case 0 | 1 | 2:
            nth = stream.choice(_numbers(table)[1:] or _numbers(table))
            column, more = table.columns[nth], stream.between(2, 30)
            change = stream.choice((f"{column} + {more}", f"{more * 7}"))
            return f"UPDATE {table.name} SET {column} = {change} WHERE {where}", taken
        case 3:
            return f"DELETE FROM {table.name} WHERE {where}", taken
        case _:
            return _insert(table, seen, stream)


def making(facts: Facts, stream: Stream) -> Query | None:
    """A CREATE TABLE of a name that is not taken."""
    names = [name for name in ("audits", "visits", "returns", "offers") if name not in facts.words]
    name = f"{stream.choice(names)}_{stream.between(2, 99)}"
    column = stream.choice(("label", "place", "owner"))
    return f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, {column} TEXT)", None


def any_query(facts: Facts, seen: Seen, stream: Stream) -> Query | None:
    """Any of these."""
    match stream.below(8):
        case 0:
            return making(facts, stream)
        case 1 | 2 | 3:
            return writing(facts, seen, stream)
        case _:
            return reading(facts, seen, stream)


def _held(facts: Facts, seen: Seen, stream: Stream) -> tuple[Rows, str, Taken] | None:
    """A table, and a condition that a value that was read stands in."""
    found: list[tuple[Rows, str, Taken]] = []
    for taken, value in seen:
        for table in facts.tables:
            for nth, column in enumerate(table.columns):
                if isinstance(value, str | int) and value in table.column(nth):
                    hole = HOLE if isinstance(value, int) else f"'{HOLE}'"
                    found.append((table, f"{column} = {hole}", taken))
    return stream.choice(found) if found else None


def _numbers(table: Rows) -> list[int]:
    return [nth for nth, value in enumerate(table.rows[0]) if isinstance(value, int)]


def _where(table: Rows, stream: Stream) -> str:
    nth = stream.below(len(table.columns))
    column, value = table.columns[nth], stream.choice(table.column(nth))
    if isinstance(value, str):
        return f"{column} = '{value}'"
    return f"{column} {stream.choice(('>', '<', '='))} {value}"


def _total(table: Rows, stream: Stream) -> str:
    column = table.columns[stream.choice(_numbers(table))]
    return stream.choice((f"SUM({column})", f"MAX({column})", f"MIN({column})", "COUNT(*)"))


def _asked(table: Rows, stream: Stream) -> str:
    """One value, however many rows there are."""
    column = stream.choice(table.columns)
    return stream.choice((f"MAX({column})", f"MIN({column})", _total(table, stream)))


def _insert(table: Rows, seen: Seen, stream: Stream) -> Query:
    """A new row like one that is there; one of its values may be one that was read."""
    row = list(stream.choice(table.rows))
    row[0] = stream.between(500, 999)
    words = [str(v) if isinstance(v, int) else f"'{v}'" for v in row]
    spots = [
        (nth, taken)
        for taken, value in seen
        for nth in range(1, len(row))
        if _fits(value, row[nth])
    ]
    taken = None
    if spots:
        nth, taken = stream.choice(spots)
        words[nth] = HOLE if isinstance(row[nth], int) else f"'{HOLE}'"
    return f"INSERT INTO {table.name} VALUES ({', '.join(words)})", taken


def _fits(value: JsonValue, own: int | str) -> bool:
    """Whether a value that was read can stand where that one stands."""
    if isinstance(value, str):
        return isinstance(own, str) and "'" not in value and len(value) <= SHORT
    return isinstance(value, int) and isinstance(own, int) and not isinstance(value, bool)
