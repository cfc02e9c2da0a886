"""The rows of a State that words point to: what a person who knows the place would take them for."""

from __future__ import annotations

from nex.language.requests.request import Mention, Trait
from nex.worlds.schema import stored
from nex.worlds.state import State


def fitting(state: State, mention: Mention) -> list[str]:
    """The ids of the rows that a mention fits, in the order they were made."""
    if mention.of is not None:
        attribute, holder = mention.of
        held = [state.cell(holder.entity, id, attribute) for id in fitting(state, holder)]
        return list(dict.fromkeys(str(id) for id in held if id is not None))
    found = state.ids(mention.entity)
    for trait in mention.traits:
        found = [id for id in found if _has(state, (mention.entity, id), trait)]
    return found


def _has(state: State, place: tuple[str, str], trait: Trait) -> bool:
    entity, id = place
    if trait.attribute == "id":
        return id == trait.value
    value = state.cell(entity, id, trait.attribute)
    if isinstance(trait.value, Mention):
        return value in fitting(state, trait.value)
    wanted = trait.value
    if isinstance(value, str) and isinstance(wanted, str):
        return value.casefold() == wanted.casefold()
    return value == wanted and stored(value) == stored(wanted)
