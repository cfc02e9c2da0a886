"""The words that sampled worlds are made of; many nouns are verbs too, many names have two words."""

from __future__ import annotations

from nex.data.world import AttributeType

NOUNS = (
    "order", "book", "audit", "claim", "loan", "request", "permit", "ticket", "patient", "room",
    "work order", "service call", "shipment", "parcel", "vehicle", "driver", "employee", "student",
    "course", "invoice", "contract", "sample", "device", "field visit", "lease", "tenant", "plot",
    "recipe", "guest", "review", "lift pass", "skipper", "boat", "mooring", "box", "company",
    "delivery", "batch", "shelf", "person", "report", "check", "transfer", "bill of lading",
    "grant", "policy", "quote", "repair", "test run", "watch", "crew member", "cage", "animal",
    "exhibit", "match", "referee", "volunteer", "donation", "seed tray", "harvest", "hive",
)  # fmt: skip
"""Entities."""

ROLES = (
    "clerk", "manager", "nurse", "inspector", "night porter", "dispatcher", "staff", "supervisor",
    "harbour master", "registrar", "cashier", "editor", "ranger", "warden", "duty officer",
)  # fmt: skip

LABELS = ("name", "title", "code", "label", "call sign", "reference number", "full name")
"""Text attributes by which people call a row."""

FACTS: tuple[tuple[str, AttributeType], ...] = (
    ("note", "text"), ("email", "text"), ("colour", "text"), ("contact person", "text"),
    ("quantity", "integer"), ("number of seats", "integer"), ("reorder level", "integer"),
    ("points", "integer"), ("score", "integer"), ("quantity on hand", "integer"),
    ("price", "money"), ("monthly fee", "money"), ("balance", "money"), ("ceiling", "money"),
    ("weight", "number"), ("length", "number"), ("load factor", "number"),
    ("due date", "date"), ("start day", "date"), ("expiry", "date"), ("date of birth", "date"),
    ("arrival time", "time"), ("opening", "time"),
    ("fragile", "yes_no"), ("on call", "yes_no"), ("insured", "yes_no"), ("fully trained", "yes_no"),
)  # fmt: skip
"""Names of plain attributes and their types; some names say their type, some do not."""

STATES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("status", ("draft", "submitted", "approved", "rejected")),
    ("status", ("available", "on loan", "lost")),
    ("status", ("pending", "confirmed", "checked in", "checked out", "cancelled")),
    ("status", ("open", "on hold", "closed")),
    ("status", ("active", "suspended")),
    ("stage", ("new", "picked", "packed", "shipped")),
    ("state", ("idle", "running", "out of order", "retired")),
    ("condition", ("good", "worn", "broken")),
    ("phase", ("planned", "started", "finished", "abandoned")),
    ("tier", ("none", "silver", "gold")),
    ("priority", ("low", "normal", "urgent")),
    ("risk class", ("a", "b", "c")),
    ("severity", ("1", "2", "3")),
    ("size", ("small", "medium", "large")),
    ("grade", ("junior", "senior", "partner")),
    ("payment", ("unpaid", "partly paid", "paid")),
    ("clearance", ("none", "basic", "full")),
)  # fmt: skip
"""Attributes with a list of values."""

RELATIONS = ("manager", "owner", "sender", "deputy", "home base", "backup", "holder", "host")
"""Names of references that are not called like what they point to."""

VERBS = (
    "approve", "reject", "submit", "cancel", "close", "open", "confirm", "suspend", "ship", "pack",
    "pick", "release", "hold", "audit", "book", "order", "check", "check in", "check out", "hand over",
    "take back", "write off", "sign off", "put away", "inspect", "repair", "retire", "plan", "start",
    "finish", "pause", "stop", "tag", "label", "review", "renew", "withdraw", "pay", "freeze", "seal",
    "escalate", "admit", "discharge", "clean", "rent", "lend", "send", "lock", "transfer", "upgrade",
)  # fmt: skip
"""Verbs of actions that change a state."""

CREATING = ("register", "enter", "issue", "draft", "add", "log", "file", "set up")
DELETING = ("delete", "scrap", "remove", "erase", "discard", "tear up")
ASSIGNING = ("assign", "move", "send", "hand over", "allocate", "attach")
RAISING = ("restock", "top up", "raise", "credit", "extend")
LOWERING = ("reduce", "charge", "draw down", "debit", "trim")
CHANGING = ("reprice", "adjust", "correct", "change", "reset")

PROSE = (
    "Be polite.",
    "The office is in the old harbour building.",
    "Ask Dave when in doubt.",
    "Coffee is on the second floor.",
    "Visitors usually arrive before noon.",
    "Remember the plants.",
)
"""Notes."""
