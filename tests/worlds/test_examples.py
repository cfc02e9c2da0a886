"""A spec's examples are run against its World."""

from __future__ import annotations

import pytest

from nex.data.world import Example, World
from nex.worlds.examples import failing_examples

LEND = ("check out book", (("book", "Dune"), ("member", "Mia")))
STAFF = ("staff", None)


@pytest.mark.parametrize(
    ("example", "failure"),
    [
        (
            Example(
                action=LEND[0],
                arguments=LEND[1],
                caller=STAFF,
                facts=(("member.status", "suspended"),),
                refused=True,
            ),
            None,
        ),
        (
            Example(
                action=LEND[0], arguments=LEND[1], caller=STAFF, then=(("book.status", "on loan"),)
            ),
            None,
        ),
        (
            Example(action=LEND[0], arguments=LEND[1], caller=STAFF, refused=True),
            "it is not refused",
        ),
        (
            Example(action=LEND[0], arguments=LEND[1], facts=(("book.status", "lost"),)),
            "it is refused: Not done: the book's status must be available. It is lost now.",
        ),
        (
            Example(action=LEND[0], arguments=LEND[1], then=(("book.status", "lost"),)),
            "afterwards book.status is 'on loan', not 'lost'",
        ),
        (
            Example(action=LEND[0], caller=("librarian", None)),
            "it is refused: Not done: Only staff may check out a book to a member. "
            "You are 'librarian'.",
        ),
    ],
)
def test_an_example_holds_or_says_what_happens_instead(
    library: World, example: Example, failure: str | None
) -> None:
    world = library.model_copy(update={"examples": (example,)})
    expected = [] if failure is None else [(example, failure)]
    assert failing_examples(world) == expected
