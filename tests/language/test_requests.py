"""Requests survive being said in English."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from nex.data.streams import Stream
from nex.data.world import Action, Attribute, Entity, Parameter, World
from nex.language.requests.lexicon import Lexicon, lexicon
from nex.language.requests.reader import read_mention, read_request
from nex.language.requests.request import (
    ROW,
    Do,
    Many,
    Mention,
    Question,
    Ranked,
    Reach,
    Request,
    Speaker,
    Trait,
    label_attribute,
    mention,
)
from nex.language.requests.sampling import random_mention, random_request
from nex.language.requests.writer import write_mention, write_request
from nex.language.sampling.worlds import random_world


def _row(name: str, entity: str | None = None) -> Attribute:
    return Attribute(name=name, type="reference", entity=entity or name)


def _status(*values: str) -> Attribute:
    return Attribute(name="status", type="one_of", values=values)


def _text(name: str) -> Attribute:
    return Attribute(name=name, type="text")


LIBRARY = World(
    name="library",
    entities=(
        Entity(
            name="book",
            plural="books",
            attributes=(_text("title"), _text("author"), _status("available", "on loan", "lost")),
        ),
        Entity(
            name="member",
            plural="members",
            attributes=(
                _text("full name"),
                _status("active", "suspended"),
                Attribute(name="credit", type="money"),
                _row("guarantor", "member"),
            ),
        ),
        Entity(
            name="loan",
            plural="loans",
            attributes=(_row("book"), _row("member"), Attribute(name="due date", type="date")),
        ),
    ),
    roles=("staff", "head librarian"),
    actions=(
        Action(
            verb="check out",
            object="book",
            parameters=(
                Parameter(name="book", entity="book"),
                Parameter(name="member", entity="member", preposition="to"),
            ),
        ),
        Action(
            verb="mark",
            object="book",
            complement="as lost",
            parameters=(Parameter(name="book", entity="book"),),
        ),
        Action(
            verb="open",
            object="loan",
            parameters=(
                Parameter(name="book", entity="book", preposition="for"),
                Parameter(name="member", entity="member", preposition="of"),
                Parameter(name="due date", type="date", preposition="until", optional=True),
            ),
        ),
        Action(
            verb="charge",
            object="member",
            parameters=(
                Parameter(name="member", entity="member"),
                Parameter(name="amount", type="money"),
            ),
        ),
    ),
)

# names made to be misread: values that are names, names within names, marks, other scripts
ODD = World(
    name="odd",
    entities=(
        Entity(
            name="check",
            plural="checks",
            attributes=(
                _status("and then", "please", "the check", "Gold", "gold"),
                Attribute(name="value of check", type="integer"),
                _row("then"),
                Attribute(name="is it 'quoted'?", type="yes_no"),
            ),
        ),
        Entity(
            name="then", plural="then", attributes=(_text("🎉"), Attribute(name="at", type="time"))
        ),
        Entity(name="series", plural="series", attributes=(_row("of", "then"), _text("名前"))),
        Entity(
            name='big "thing"',
            plural="big things",
            attributes=(Attribute(name="q", type="number"),),
        ),
    ),
    actions=(
        Action(verb="please", object="then", parameters=(Parameter(name="then", entity="then"),)),
        Action(
            verb="count the",
            object="check",
            complement="of the then",
            parameters=(
                Parameter(name="check", entity="check"),
                Parameter(name="of", entity="then", preposition="of"),
                Parameter(name="mood", type="one_of", values=("of", "with"), preposition="with"),
            ),
        ),
    ),
)

BOOK = mention("book", Trait("title", "Dune"))
LOAN = mention("loan", Trait("book", BOOK))


@pytest.mark.parametrize("world", [LIBRARY, ODD], ids=lambda world: world.name)
def test_whatever_is_written_reads_back_the_same(world: World) -> None:
    words = lexicon(world)
    for n in range(400):
        request = random_request(world, Stream("request", n))
        assert read_request(write_request(request, words, Stream("words", n)), words) == request


@pytest.mark.parametrize("world", [LIBRARY, ODD], ids=lambda world: world.name)
def test_a_clarification_reads_back_the_same(world: World) -> None:
    words = lexicon(world)
    for n in range(200):
        row = random_mention(world, Stream("entity", n).choice(world.entities), Stream("row", n))
        assert read_mention(write_mention(row, words, Stream("words", n)), words) == row


def _rebuilt(world: World) -> World:
    """The world as tool signatures show it: identifiers for names, another order, no rules."""

    def plain(name: str) -> str:
        return name.replace(" ", "_")

    entities = tuple(
        entity.model_copy(
            update={
                "attributes": tuple(
                    a.model_copy(update={"name": plain(a.name)}) for a in entity.attributes[::-1]
                )
            }
        )
        for entity in world.entities[::-1]
    )
    return World(name="rebuilt", entities=entities, actions=world.actions[::-1])


def _plainly(row: Mention) -> Mention:
    traits = (
        Trait(
            t.attribute.replace(" ", "_"),
            _plainly(t.value) if isinstance(t.value, Mention) else t.value,
        )
        for t in row.traits
    )
    of = row.of and (row.of[0].replace(" ", "_"), _plainly(row.of[1]))
    return Mention(row.entity, tuple(traits), of)


def test_a_world_rebuilt_from_signatures_reads_the_same_rows() -> None:
    words, rebuilt = lexicon(LIBRARY), lexicon(_rebuilt(LIBRARY))
    for n in range(300):
        entity = LIBRARY.entities[n % 3]
        row = random_mention(LIBRARY, entity, Stream("row", n))
        request = Request((Question("count", row),))
        text = write_request(request, words, Stream("words", n))
        assert read_request(text, rebuilt) == Request((Question("count", _plainly(row)),))


@pytest.mark.parametrize(
    "item",
    [
        Do("check out book", (("book", BOOK), ("member", Mention("member", of=("member", LOAN))))),
        Reach(BOOK, "status", "on loan"),
        Question("count", mention("book", Trait("status", "lost"))),
        Question("value", LOAN, "due date"),
        Question("list", mention("book", Trait("status", "lost")), "title"),
        Question("sum", mention("member", Trait("status", "active")), "credit"),
    ],
)
def test_every_kind_of_item_has_at_least_six_wordings(item: Do | Reach | Question) -> None:
    words = lexicon(LIBRARY)
    texts = {write_request(Request((item,)), words, Stream(n)) for n in range(80)}
    assert len(texts) >= 40


def test_ordinary_requests_sound_ordinary() -> None:
    request = Request(
        (
            Do("mark book as lost", (("book", BOOK),)),
            Reach(mention("member", Trait("full name", "Mia Cole")), "credit", 1250),
        ),
        Speaker("head librarian", "Uma Rossi"),
    )
    assert write_request(request, LIBRARY, Stream(7)) == (
        'This is Uma Rossi, a head librarian. I would appreciate you marking the book "Dune" as '
        'lost. After that, in short: the member "Mia Cole" should end up with credit 12.50.'
    )


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('I mean the loan of the book "Dune".', LOAN),
        ('The loan whose book is the book "Dune", please.', LOAN),
        (
            "Sorry, I mean the suspended member without a guarantor.",
            mention("member", Trait("status", "suspended"), Trait("guarantor", None)),
        ),
        (
            'It is the guarantor of the member "Mia".',
            Mention("member", of=("guarantor", mention("member", Trait("full name", "Mia")))),
        ),
        ("No idea.", None),
    ],
)
def test_mentions_read_as_people_say_them(text: str, row: Mention | None) -> None:
    assert read_mention(text, LIBRARY) == row


@pytest.mark.parametrize("text", ["", "Hello.", "What a day!", "Burn the books.", 'the book "Dune'])
def test_what_is_no_request_reads_as_none(text: str) -> None:
    assert read_request(text, LIBRARY) is None


def test_rows_between_agents_may_be_named_by_id() -> None:
    row = mention("book", Trait("id", "BO-1031"))
    request = Request((Do("mark book as lost", (("book", row),)),))
    words: Lexicon = lexicon(LIBRARY)
    text = write_request(request, words, Stream("id"))
    assert "BO-1031" in text
    assert read_request(text, words) == request


def test_the_label_is_the_attribute_that_people_call_rows_by() -> None:
    labels = [label_attribute(entity) for entity in LIBRARY.entities]
    assert [label and label.name for label in labels] == ["title", "full name", None]


@pytest.mark.parametrize(
    ("speaker", "said"),
    [
        (Speaker("head librarian"), "a head librarian"),
        (Speaker("staff"), "somebody from staff"),
        (Speaker("member", "Mia Cole"), "Mia Cole, a member"),
        (Speaker("member", "Ann B. O'Neil, Jr."), "Ann B. O'Neil, Jr."),
        (Speaker("member", 'Mia "M." Cole. Hello'), "Mia"),
    ],
)
def test_who_asks_is_said_and_read(speaker: Speaker, said: str) -> None:
    words = lexicon(LIBRARY)
    request = Request((Do("mark book as lost", (("book", BOOK),)),), speaker)
    for n in range(30):
        text = write_request(request, words, Stream("who", n))
        assert said in text.replace('""', '"')
        assert read_request(text, words) == request


def test_a_role_that_the_world_does_not_know_is_read_as_it_was_said() -> None:
    request = read_request('I am a night porter. Mark the book "Dune" as lost.', LIBRARY)
    assert request is not None
    assert request.speaker == Speaker("night porter")


def test_of_dates_the_first_is_the_earliest() -> None:
    loan = mention("loan")
    bring = Many(Reach(loan, "book", BOOK), ((ROW, Ranked("lowest", "due date")),))
    text = write_request(Request((bring,)), LIBRARY, Stream("words", 1))
    assert "with the earliest due date" in text
    assert read_request(text, LIBRARY) == Request((bring,))
    assert read_request(text.replace("earliest", "lowest"), LIBRARY) == Request((bring,))


def test_a_row_never_stands_right_behind_the_attribute_that_shall_refer_to_it() -> None:
    reach = Request((Reach(LOAN, "member", mention("member", Trait("full name", "Mia"))),))
    texts = [write_request(reach, LIBRARY, Stream("words", n)) for n in range(60)]
    assert not [text for text in texts if "member the member" in text]
    assert {read_request(text, LIBRARY) for text in texts} == {reach}


@settings(max_examples=60, deadline=None)
@given(world=st.integers(0, 10_000), request=st.integers(0, 10_000))
def test_requests_about_any_world_survive_being_said(world: int, request: int) -> None:
    made = random_world(Stream("world", world))
    words = lexicon(made)
    for n in range(3):
        asked = random_request(made, Stream("request", request, n))
        text = write_request(asked, words, Stream("words", request, n))
        assert read_request(text, words) == asked
        assert read_request(text, lexicon(_reordered(made))) == asked


def _reordered(world: World) -> World:
    """The same world, declared the other way round."""
    return world.model_copy(
        update={"entities": world.entities[::-1], "actions": world.actions[::-1]}
    )


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    assert read_request(text, LIBRARY) is None or text
    assert read_mention(text, LIBRARY) is None or text
