"""The words of chains: writer and reader both take them from here."""

from __future__ import annotations

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
LEADS = ("First, ", "Start with this: ", "Please ", "")
NEXTS = ("Then ", "Next, ", "After that, ", "Now ", "")
WITHS = (" with ", " using ", ": ")
EQUALS = (" ", " = ", " set to ")
ANDS = (", ", " and ")
BEINGS = (" where {} is ", " with {} standing for ")
ASKS = ("Answer with ", "Report ", "Tell me ", "In the end I need ", "Give me ")
REPLIES = ("the {} reply", "the {} result", "what the {} call gave")
PHRASES = {
    "key": 'the "{}"',
    "item": "item {}",
    "count": "the number of items",
    "line": "line {}",
    "lines": "the number of lines",
    "after": 'what follows "{}"',
    "number": "number {}",
    "clock": "the time of day",
}
"""Kind of a hop -> its words; names in quotes stand as JSON writes them."""
OF = " of "
