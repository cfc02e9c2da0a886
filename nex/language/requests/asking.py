"""How somebody is asked to do something with their own hands: plainly, rows by their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nex.data.streams import Stream
from nex.data.world import Action, Value
from nex.language.requests.lexicon import Lexicon
from nex.language.requests.request import Do, Mention, Request, Trait, label_attribute
from nex.language.requests.writer import write_request

ASK = "ask_user"
"""The tool by which agents ask the user."""
DID = "I did it: "
"""What the user begins with who has done it."""

Called = Callable[[str, str], Value]
"""What the row of an entity with that id is called."""


def please(action: Action, given: Mapping[str, Value], words: Lexicon, called: Called) -> str:
    """A request to do the action on these rows and values; InputError where no words say it."""
    arguments: list[tuple[str, Mention | Value]] = []
    for parameter in action.parameters:
        value = given.get(parameter.name)
        if value is None:
            continue
        label = None
        if parameter.entity is not None:
            label = label_attribute(words.world.entity(parameter.entity))
        if parameter.entity is not None and label is not None:
            name = called(parameter.entity, str(value))
            arguments.append(
                (parameter.name, Mention(parameter.entity, (Trait(label.name, name),)))
            )
        else:
            arguments.append((parameter.name, value))
    request = Request((Do(action.name, tuple(arguments)),))
    return write_request(request, words, Stream("please", repr(request)))
