"""Text from outside as a terminal may show it: nothing in it is obeyed."""

from __future__ import annotations

PICTURES = {n: 0x2400 + n for n in range(0x20) if chr(n) not in "\t\n"} | {0x7F: 0x2421}
"""A control character's own picture."""
FOREIGN = (*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""The second set of controls, and what turns the direction of writing."""
TABLE = PICTURES | dict.fromkeys(FOREIGN, 0xFFFD)


def harmless(text: str) -> str:
    """The text with every control character but tab and line break as a picture; equally long."""
    return text.translate(TABLE)
