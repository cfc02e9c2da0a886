"""Forms 10 and 11: what an action changes."""

from __future__ import annotations

from nex.language.reading.changes import Changes
from nex.language.reading.conditions import Conditions
from nex.language.reading.deeds import Agents, Said
from nex.language.reading.forms import form
from nex.language.reading.meanings import Causes
from nex.language.reading.patterns import Found
from nex.language.reading.restrictions import Thing


def _causes(found: Found) -> Causes | None:
    said = found.take("said", Said)
    subject = found.take("subject", Thing) if found.has("subject") else None
    if said.conditions or (subject is not None and subject.conditions):
        return None
    if found.has("who") and set(found.take("who", Agents).names) - set(said.action.callers):
        return None
    given = found.take("given", Conditions).items if found.has("given") else ()
    return Causes(said.action.name, found.take("effects", Changes).items, given)


_WHEN = "(when|whenever|once|after|as soon as)"
_WHO = "(somebody|someone|the caller|{who:agents})"

CONSEQUENCES = form(
    (
        (f"{_WHEN} {{subject:thing}} (is|are) {{said:done}} , [then] {{effects:stated}}", _causes),
        (
            f"when {_WHO} {{said:third}} , [then] {{effects:stated}} [, given {{given:facts}}]",
            _causes,
        ),
        ("{said:gerund} {effects:doing}", _causes),
        ("{said:gerund} means that {effects:stated}", _causes),
        ("(if|when) you {said:phrase} , [then] {effects:stated}", _causes),
    )
)
