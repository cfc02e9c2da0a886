"""Form 7: what must hold before an action."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from nex.data.world import In, NotIn
from nex.language.reading.conditions import Conditions
from nex.language.reading.deeds import Said, deed
from nex.language.reading.forms import form
from nex.language.reading.meanings import Requires
from nex.language.reading.patterns import Bound, Found
from nex.language.reading.restrictions import Thing
from nex.language.reading.states import States, states_of
from nex.language.sentences.canonical import direct
from nex.language.words.tokens import Sentence


def _subject_states(words: Sentence, start: int, bound: Bound) -> Iterator[tuple[States, int]]:
    subject = bound["subject"]
    assert isinstance(subject, Thing)
    return states_of(words, start, (subject.entity, bound))


def _conditioned(found: Found) -> Requires | None:
    said = found.take("said", Said)
    subject = found.take("subject", Thing) if found.has("subject") else None
    if said.conditions or (subject is not None and subject.conditions):
        return None
    return Requires(said.action.name, found.take("conditions", Conditions).items)


def _only_such(found: Found) -> Requires | None:
    said = found.take("said", Said)
    return Requires(said.action.name, said.conditions) if said.conditions else None


def _prior(negated: bool) -> Callable[[Found], Requires | None]:
    """`An order must be picked before it is packed`."""

    def build(found: Found) -> Requires | None:
        said = found.take("said", Said)
        states = found.take("states", States)
        target = direct(said.action)
        if said.conditions or target is None:
            return None
        path = (target.name, states.attribute)
        made = NotIn if negated else In
        return Requires(said.action.name, (made(path=path, values=states.values),))

    return build


_BEFORE = "(to be|before (it is|it can be|it may be|they are|they can be))"
_IF = "(if|when|while|once|as long as|provided that|only if)"

REQUIREMENTS = form(
    (
        (
            f"{{subject:thing}} (can|may|must) only be {{said:done}} {_IF} {{conditions:facts}}",
            _conditioned,
        ),
        (
            f"{{subject:thing}} (can|may) be {{said:done}} only {_IF} {{conditions:facts}}",
            _conditioned,
        ),
        ("only {subject:thing} (can|may) be {said:done}", _only_such),
        ("[in order] to {said:phrase} , {conditions:demands}", _conditioned),
        ("before {said:gerund} , {conditions:demands}", _conditioned),
        ("{said:gerund} requires that {conditions:facts}", _conditioned),
        (f"{{said:gerund}} is (possible|allowed) only {_IF} {{conditions:facts}}", _conditioned),
        (f"{{said:gerund}} is only (possible|allowed) {_IF} {{conditions:facts}}", _conditioned),
        (f"{{said:deed}} is (possible|allowed) only {_IF} {{conditions:facts}}", _conditioned),
        (f"{{said:deed}} is only (possible|allowed) {_IF} {{conditions:facts}}", _conditioned),
        (
            "{subject:thing} (must|has to) be {states} " + _BEFORE + " {said:done}",
            _prior(negated=False),
        ),
        ("{subject:thing} must not be {states} " + _BEFORE + " {said:done}", _prior(negated=True)),
    ),
    {"states": _subject_states, "deed": deed},
)
