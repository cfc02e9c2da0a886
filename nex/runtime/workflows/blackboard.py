"""Blackboard: units take turns, each reads all that was written and adds what it knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from nex.data.jsons import Json
from nex.data.messages import Result, Signature, UnitKind, refused, text_part
from nex.runtime.scope import Scope
from nex.runtime.unit import Unit
from nex.runtime.workflows.requests import at_least_once, words

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Post:
    """What one unit wrote in one round."""

    unit: str
    text: str


Board = tuple[Post, ...]


def board_request(arguments: Json, board: Board) -> Json:
    """What a unit is asked: the request, the board, and how to add nothing."""
    lines = "\n".join(f"- {post.unit}: {post.text}" for post in board) or "- nothing yet"
    return {
        "request": f"{words(arguments)}\n\nOn the board:\n{lines}\n\n"
        f"Add what is missing, or answer {NOTHING!r}."
    }


def contribution(result: Result) -> str | None:
    """What a result adds to the board; None where it is not ok, or says that there is nothing."""
    text = result.text.strip()
    return None if result.status != "ok" or text.strip("\"'.! ").casefold() == NOTHING else text


def whole_board(board: Board) -> Result:
    """The board as a text of lines and a value of posts; an error (empty_board) if it is empty."""
    if not board:
        return refused("empty_board", "nobody wrote anything on the board")
    text = "\n".join(f"{post.unit}: {post.text}" for post in board)
    return Result([text_part(text)], value=[{"unit": p.unit, "text": p.text} for p in board])


def never(_board: Board) -> bool:
    """Only silence ends it."""
    return False


@dataclass(frozen=True, slots=True)
class Blackboard:
    """A unit whose members write on one board, in source order, until nobody adds anything."""

    kind: ClassVar[UnitKind] = "workflow"
    form: ClassVar[str] = "blackboard"

    signature: Signature
    units: tuple[Unit, ...]
    rounds: int = 3
    """How often each unit has its turn at most."""
    done: Callable[[Board], bool] = never
    """Whether the board holds all that is wanted."""
    show: Callable[[Json, Board], Json] = board_request
    conclude: Callable[[Board], Result] = whole_board
    lane: str | None = None

    def __post_init__(self) -> None:
        at_least_once(self.signature.name, self.rounds)

    @property
    def parts(self) -> tuple[tuple[str, Unit], ...]:
        """The members, by role."""
        return tuple(("writer", unit) for unit in self.units)

    async def __call__(self, arguments: Json, scope: Scope, /) -> Result:
        """What the board comes to; truncated (round_limit) where it was still growing."""
        board: Board = ()
        for _ in range(self.rounds):
            before = board
            for unit in self.units:
                result = await scope.call(unit, self.show(arguments, board))
                text = contribution(result)
                if text is not None:
                    board = (*board, Post(unit.signature.name, text))
                if self.done(board):
                    return self.conclude(board)
            if board == before:
                return self.conclude(board)
        return replace(self.conclude(board), status="truncated", code="round_limit")
