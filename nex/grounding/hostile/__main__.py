"""`python -m nex.grounding.hostile NAME`: that behaviour as an MCP server over stdio."""

from __future__ import annotations

import sys

from nex.grounding.hostile.catalogue import BEHAVIOURS, BY_NAME
from nex.grounding.hostile.wire import Behaviour, serve

CONTAINED = "--contained"
USAGE = f"""usage: python -m nex.grounding.hostile NAME [{CONTAINED}]

Those with a star take what there is: they start with {CONTAINED} only, which says that
a container holds them.

"""


def main(arguments: list[str]) -> int:
    """Serve the behaviour that is named, or say which there are."""
    names = [word for word in arguments if word != CONTAINED]
    found = BY_NAME.get(names[0]) if len(names) == 1 else None
    if found is not None and (CONTAINED in arguments or not found.contained):
        serve(found)
        return 0
    sys.stderr.write(USAGE + "".join(map(_line, BEHAVIOURS)))
    return 2


def _line(one: Behaviour) -> str:
    star = "*" if one.contained else " "
    return f"{star} {one.name:<20} {one.does}; must be {' or '.join(one.holds)}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
