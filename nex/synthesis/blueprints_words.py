"""The names, roles and prompts that blueprints are worded with; data for the grammar."""

from __future__ import annotations

from nex.data.streams import Stream

SOLO_NAMES = ("clerk", "assistant", "operator", "agent")
SPECIALIST_NAMES = ("{group} specialist", "{group} clerk", "{group} desk", "{group} agent")
ROUTER_NAMES = ("router", "dispatcher", "reception", "front desk")
MANAGER_NAMES = ("manager", "coordinator", "lead", "supervisor")
DIRECTOR_NAMES = ("director", "head of office", "chief")
BRANCH_NAMES = ("{group} manager", "{group} lead", "{group} coordinator")
WORKER_NAMES = ("worker", "doer", "maker")
REVIEWER_NAMES = ("reviewer", "critic", "auditor")

ENDING = (
    "Call finish exactly once, at the end. When a rule forbids what was asked, finish with status "
    "refused and quote the rule."
)
CARE = (
    "Look before you act: find the rows that are meant, check what the tool requires, then act.",
    "Read the rows first. Check every requirement and rule against what you read. Then act.",
    "Never guess an id: search for it. Make sure that nothing forbids the action before you do it.",
)
ASKING = "When a request fits more than one row, ask which one is meant."
SOLO = ("You work alone at {world}.", "You are the one who does the work at {world}.")
SPECIALIST = (
    "You are a specialist at {world}. {role}",
    "At {world} you do one part of the work. {role}",
)
ROUTER = (
    "You receive the requests at {world}. Pass each one, whole, to the colleague who can do it, "
    "with the sentence that says who asks. Merge what they report.",
    "You stand at the front of {world}. Decide who does what, hand each request over in full, and "
    "report the outcome.",
)
MANAGER = (
    "You lead the work at {world}. Find out which rows are meant, decide the steps, and give each "
    "step to the colleague who can do it.",
    "You coordinate {world}. Read what you need, plan, delegate one step at a time, and check what "
    "comes back.",
)
DIRECTOR = (
    "You direct {world}. Give each request to the manager whose people can do it and report the "
    "outcome.",
)
WORKER = ("You do the work at {world}; a reviewer reads it back afterwards.",)
REVIEWER = (
    "You review the work of a colleague at {world}. Read back every row that should have changed. "
    "Finish with status done when all of it holds, otherwise refused, with what is wrong as reason.",
)


def prompt(stream: Stream, *choices: str | tuple[str, ...]) -> str:
    """Paragraphs of a prompt: each choice is fixed or drawn from its alternatives."""
    return "\n".join(c if isinstance(c, str) else stream.choice(c) for c in choices)
