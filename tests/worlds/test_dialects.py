"""Dialects: the same World in other words, calls and replies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import orjson
import pytest

from nex.data.environment import SurfaceChoice
from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result, Signature
from nex.data.task import Caller, Start
from nex.errors import InputError
from nex.language.dialects.reader import read_dialect
from nex.worlds.dialects import NAMED, SEEDED, dialect, seeded, split_of
from nex.worlds.equivalence import Called, compared, survey, unlike
from nex.worlds.session import Session
from nex.worlds.surface import signatures
from nex.worlds.undress import Undressed
from tests.models.desk import LIBRARY, borrower, id_of, row, template

STAFF = Start(task="t", caller=Caller(role="staff"))
FREE, LENT = row("book", status="available"), row("book", status="on loan")
BOOK, MEMBER = id_of("book", FREE), id_of("member", borrower(few=True))
CALLS: list[Called] = [
    ("search_books", {"status": "available"}),
    ("search_books", {"title": FREE}),
    ("search_books", {"status": "no such status"}),
    ("get_member", {"id": MEMBER}),
    ("check_out_book", {"book": BOOK, "member": MEMBER}),
    ("check_out_book", {"book": BOOK, "member": MEMBER}),
    ("return_book", {"book": BOOK}),
    ("mark_book_as_lost", {"book": BOOK}),
    ("check_out_book", {"book": "BO-0", "member": MEMBER}),
]
CHOICES = [*NAMED.values(), *(seeded(number) for number in range(1, SEEDED + 1))]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda c: c.dialect)
def test_every_dialect_answers_ends_and_shows_as_the_plain_one(choice: SurfaceChoice) -> None:
    assert compared(template(), [(STAFF, CALLS)], choice) == []


@pytest.mark.parametrize("choice", CHOICES, ids=lambda c: c.dialect)
def test_every_dialect_is_read_back_from_its_signatures(choice: SurfaceChoice) -> None:
    tongue = read_dialect(signatures(LIBRARY, choice))
    read = {signature.name: signature for signature in tongue.plain}
    for plain in signatures(LIBRARY):
        assert _names(read[plain.name]) == _names(plain)
        if not choice.hidden and not plain.name.startswith("search_"):
            assert read[plain.name].description == plain.description


def _names(signature: Signature) -> list[str]:
    properties = signature.input["properties"]
    return [*properties] if isinstance(properties, dict) else []


def test_a_server_that_drops_a_row_is_told_apart() -> None:
    def dropping(name: str, arguments: Mapping[str, JsonValue]) -> Result:
        result = session.call(name, arguments)
        value = result.value
        if isinstance(value, dict) and isinstance(rows := value.get("rows"), list):
            return replace(result, value={**value, "rows": rows[1:]})
        return result

    session = Session(template())
    found = unlike(Session(template()).call, dropping, survey(LIBRARY, template()))
    assert [one.call for one in found] == [
        "search_books {}",
        "search_members {}",
        "search_loans {}",
    ]


def test_no_two_numbers_show_the_same_tools_and_every_fourth_is_held_out() -> None:
    shown = {orjson.dumps([[s.name, s.input] for s in signatures(LIBRARY, c)]) for c in CHOICES}
    assert len(shown) > 30
    assert [split_of(seeded(number)) for number in (3, 4, 5, 8)] == [
        "train", "held-out", "train", "held-out",
    ]  # fmt: skip


def test_a_held_out_dialect_with_a_manual_is_held_out() -> None:
    for name in ("dialect-8", "clerk"):
        choice = dialect(name).model_copy(update={"dialect": f"{name}, manual"})
        assert split_of(choice) == "held-out"


def test_what_is_held_out_is_the_mixture_never_a_single_choice() -> None:
    train = [c.model_dump() for c in CHOICES if split_of(c) == "train"]
    for choice in CHOICES:
        for key, value in choice.model_dump(exclude={"dialect"}).items():
            assert any(other[key] == value for other in train), (choice.dialect, key)


def test_a_name_that_nobody_gave_is_refused_and_numbers_are_not() -> None:
    assert dialect("7") == dialect("dialect-7") == seeded(7)
    with pytest.raises(InputError, match="unknown dialect 'klingon'; known: plain, camel"):
        dialect("klingon")


@pytest.mark.parametrize(
    ("errors", "text"),
    [
        (
            "coded",
            "ERROR 400 [validation_error]: show_book: argument 'id' is missing (id of the book)",
        ),
        ("terse", "E_VALIDATION_ERROR"),
        ("sentence", "Error: show_book: argument 'id' is missing (id of the book)"),
    ],
)
def test_errors_speak_of_the_tools_that_there_are(errors: str, text: str) -> None:
    choice = SurfaceChoice.model_validate(
        {"dialect": "x", "verbs": "query", "replies": "table", "errors": errors}
    )
    assert Session(template(), choice=choice).call("show_book", {}).text == text
    nowhere = Session(template(), choice=choice).call("show_book", {"id": "BO-0"})
    assert "search_" not in nowhere.text


def _objects(value: JsonValue, key: str) -> list[Json]:
    found = value.get(key) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def test_a_batch_does_what_it_can_and_says_what_it_cannot() -> None:
    session = Session(template(), STAFF, dialect("bulk"))
    one: Json = {"book": BOOK, "member": MEMBER}
    result = session.call("check_out_book", {"items": [one, one]})
    first, second = _objects(result.value, "results")
    assert "changed" in first
    assert "precondition_failed" in str(second["error"])
    assert len(session.evidence().changes) == 2
    too_many = session.call("check_out_book", {"items": []})
    assert too_many.code == "validation_error"


def test_cursors_that_were_never_given_out_are_refused() -> None:
    session = Session(template(), STAFF, dialect("ledger"))
    assert session.call("search_books", {"cursor": "c123"}).code == "validation_error"
    through = Undressed(session)
    pages = [through.call("search_books", {"page": n} if n > 1 else {}).value for n in (1, 2, 3)]
    ids = [str(row["id"]) for page in pages for row in _objects(page, "rows")]
    assert len(ids) == len(set(ids)) == 9


def test_decoys_are_there_and_do_nothing() -> None:
    session = Session(template(), STAFF, dialect("server"))
    decoys = [s.name for s in session.signatures if "__" not in s.name]
    assert len(decoys) == 4
    before = session.state.digest()
    answers = [session.call(name, {}).code for name in decoys]
    assert answers == ["unavailable", "unavailable", None, "unavailable"]
    assert session.state.digest() == before


def test_one_tool_may_hold_the_whole_world() -> None:
    [signature] = signatures(LIBRARY, dialect("console"))
    session = Session(template(), STAFF, dialect("console"))
    said: Json = {"operation": "check_out_book", "arguments": {"book": BOOK, "member": MEMBER}}
    assert session.call(signature.name, said).status == "ok"
    wrong = session.call(signature.name, {"operation": "fly"})
    assert "'operation' must be one of: search_books, get_book" in wrong.text
