"""The wordings of requests: what may stand around an item, and how each kind of item is said.

A pattern holds slots: {row} one row, {every} rows in the singular, {rows} in the plural,
{attribute}, {value}.
"""

from __future__ import annotations

from typing import Literal

from nex.language.requests.request import Asked, Operator

Form = Literal["imperative", "gerund", "passive", "asking", "state"]

GREETINGS = ("Hello.", "Hi there!", "Good morning.", "Hi!", "Good afternoon.", "Hello again.")
CLOSINGS = (
    "Thanks.",
    "Thank you!",
    "Many thanks.",
    "That is all.",
    "That would be all for now.",
    "Much appreciated.",
    "Let me know when it is done.",
    "No rush.",
    "It is rather urgent.",
)

OPENERS: dict[Form, tuple[str, ...]] = {
    "imperative": (
        "",
        "please",
        "could you",
        "could you please",
        "can you",
        "would you",
        "I need you to",
        "we have to",
        "kindly",
        "go ahead and",
        "I would like you to",
        "I want you to",
        "it is time to",
        "I have to ask you to",
        "be so kind as to",
        "your job is to",
    ),
    "gerund": (
        "would you mind",
        "do you mind",
        "I would appreciate you",
        "please take care of",
        "can you see to",
        "I would be glad about you",
    ),
    "passive": (
        "I need",
        "I would like",
        "please have",
        "I want",
        "we need",
        "can I have",
        "could we get",
    ),
    "asking": ("", "quick question:", "one question:", "for my notes:", "I wonder:"),
    "state": ("", "", "in short:", "please note:"),
}

QUESTION_OPENERS = ("", "please", "could you", "could you please", "can you", "would you", "kindly")
"""What may precede `tell me ...`: nobody has to tell himself."""

STARTERS = (
    "then",
    "after that,",
    "next,",
    "afterwards,",
    "also,",
    "once that is done,",
    "when you have done that,",
    "as a next step,",
    "and then",
    "secondly,",
    "following that,",
)
LAST_STARTERS = ("finally,", "lastly,", "and last of all,", "to finish,")
JOINERS = (", then", " and then", ", and after that", " and", " and also", "; then", ", and next")

REACH: tuple[tuple[Form, str], ...] = (
    ("imperative", "get {row} to {attribute} {value}"),
    ("imperative", "bring {row} to {attribute} {value}"),
    ("imperative", "take {row} all the way to {attribute} {value}"),
    ("imperative", "make sure {row} ends up with {attribute} {value}"),
    ("imperative", "see to it that the {attribute} of {row} is {value}"),
    ("imperative", "do whatever it takes so that the {attribute} of {row} becomes {value}"),
    ("state", "the {attribute} of {row} should end up as {value}"),
    ("state", "{row} should end up with {attribute} {value}"),
    ("state", "{row} must have {attribute} {value} when you are done"),
    ("state", "I want {row} to have {attribute} {value}"),
    ("state", "I need the {attribute} of {row} to be {value}"),
)

QUESTIONS: dict[Asked, tuple[tuple[Form, str], ...]] = {
    "value": (
        ("asking", "what is the {attribute} of {row}"),
        ("asking", "which {attribute} does {row} have"),
        ("asking", "do you know the {attribute} of {row}"),
        ("imperative", "tell me the {attribute} of {row}"),
        ("imperative", "look up the {attribute} of {row}"),
        ("imperative", "find out the {attribute} of {row}"),
        ("imperative", "check what {attribute} {row} has"),
        ("state", "I need to know the {attribute} of {row}"),
    ),
    "count": (
        ("asking", "how many {rows} are there"),
        ("asking", "how many {rows} do we have"),
        ("asking", "what is the number of {rows}"),
        ("imperative", "count the {rows}"),
        ("imperative", "tell me how many {rows} there are"),
        ("imperative", "give me the number of {rows}"),
        ("state", "I need to know how many {rows} we have"),
    ),
    "list": (
        ("imperative", "list the {attribute} of every {every}"),
        ("imperative", "give me the {attribute} of each {every}"),
        ("imperative", "write down the {attribute} of every {every}"),
        ("imperative", "tell me the {attribute} of every single {every}"),
        ("asking", "what is the {attribute} of each {every}"),
        ("state", "I need a list with the {attribute} of every {every}"),
    ),
    "sum": (
        ("asking", "what is the total {attribute} of all {rows}"),
        ("asking", "what do all {rows} add up to in {attribute}"),
        ("imperative", "add up the {attribute} of all {rows}"),
        ("imperative", "sum up the {attribute} of all {rows}"),
        ("imperative", "tell me the total {attribute} of all {rows}"),
        ("state", "I need the total {attribute} of all {rows}"),
    ),
    "highest": (
        ("asking", "what is the highest {attribute} of all {rows}"),
        ("asking", "what is the highest {attribute} among the {rows}"),
        ("imperative", "tell me the highest {attribute} of all {rows}"),
        ("imperative", "find the highest {attribute} among the {rows}"),
        ("imperative", "look up the highest {attribute} of all {rows}"),
        ("state", "I need to know the highest {attribute} of all {rows}"),
    ),
    "lowest": (
        ("asking", "what is the lowest {attribute} of all {rows}"),
        ("asking", "what is the lowest {attribute} among the {rows}"),
        ("imperative", "tell me the lowest {attribute} of all {rows}"),
        ("imperative", "find the lowest {attribute} among the {rows}"),
        ("imperative", "look up the lowest {attribute} of all {rows}"),
        ("state", "I need to know the lowest {attribute} of all {rows}"),
    ),
}

SPEAKERS = ("I am {who}.", "I'm {who}.", "This is {who}.", "Hello, I am {who}.")
"""How somebody says who they are; `{who}` is `a nurse` or `Mia Cole, an employee`."""
NAMED_SPEAKERS = (*SPEAKERS, "{who} here.")
"""The same for somebody with a name."""

CLARIFICATIONS = (
    "I mean {row}.",
    "Sorry, I mean {row}.",
    "It is {row}.",
    "{row}, please.",
    "The one I mean is {row}.",
    "That would be {row}.",
)

EVERY = (
    ("every {row}", False),
    ("each {row}", False),
    ("all {row}", True),
    ("all the {row}", True),
)
"""How every row of a kind is called; True: the noun stands in the plural."""
FREE = (
    ("any {row}", False),
    ("some {row}", False),
    ("one of the {row}", True),
    ("a different {row}", False),
)
"""How whichever row is called."""
SOME_OF = "{times} of the {row}"
"""How several rows of a kind are called, whichever."""
RANKED = "{row} with the {order} {attribute}"

TIMES = (
    ("do this", "times in a row:"),
    ("please do the following", "times in a row:"),
    ("do this over and over", "times in all:"),
    ("I need this done", "times in a row:"),
)
"""What stands before and after the number of an item that is done several times."""

VALUE_TESTS = (
    "the {attribute} of {row} is{operator} {value}",
    "{row} has {attribute}{operator} {value}",
)
COUNT_TESTS = ("there are {operator} {value} {rows}", "we have {operator} {value} {rows}")
WHENS = ("if {test},", "in case {test},", "should it turn out that {test},")
UNLESSES = ("unless {test},",)
OTHERWISES = ("otherwise", "or else", "if not,")
FALLBACKS = (
    "if that is not allowed,",
    "if a rule forbids that,",
    "should that be forbidden,",
    "if that cannot be done,",
)
OPERATORS: dict[Operator, str] = {"=": "", ">=": " at least", "<": " below"}
COUNT_OPERATORS: dict[Operator, str] = {">=": "at least", "<": "fewer than"}

ANSWERS = ("It is {value}.", "{value}, please.", "Make it {value}.", "I would say {value}.")
"""How the user tells what the instruction left out."""
SECOND_THOUGHTS = (
    "On second thought, take {row} instead.",
    "Come to think of it, make that {row} instead.",
    "And I was wrong before: I meant {row} instead.",
)
"""How the user changes what the instruction said."""
INDIFFERENT = ("Any of them will do.", "I do not mind which.", "Whichever you like.")
"""How the user answers who does not care."""
