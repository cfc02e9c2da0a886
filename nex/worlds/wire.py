"""Names on the wire that are nex's own: what travels in `_meta`, and the request that is no tool."""

from __future__ import annotations

CODE = "nex/code"
"""Result `_meta`: the machine code of an error."""
SECONDS = "nex/seconds"
"""Result `_meta`: virtual seconds that the call took."""
CALL = "nex/call"
"""Request and result `_meta`: the caller's own id of the call, handed back unchanged."""
EVIDENCE = "nex/evidence"
"""The method that hands out the Evidence; served only to who knows the owner's token."""
HANDS = "nex/hands"
"""The method by which the user's own hands act; served only to who knows the owner's token."""
OWNER = "NEX_OWNER_TOKEN"
"""The environment variable that gives a server its owner's token."""
