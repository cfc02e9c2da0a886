"""Numbered headings: 1, 1.1, 1.2, 2 ... and a table of contents."""

from __future__ import annotations


def headings(text):
    """(level, title) of each Markdown heading; code between fences is left out."""
    found, fenced = [], False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        marks = len(line) - len(line.lstrip("#"))
        if not fenced and 1 <= marks <= 6 and line[marks : marks + 1] == " ":
            found.append((marks, line[marks:].strip()))
    return found


def numbered(found):
    """(number, title) such as ("1.2", "Scope"); levels that are skipped count as 1."""
    counts, lines = [], []
    for level, title in found:
        if len(counts) >= level:
            counts = counts[:level]
            counts[-1] += 1
        else:
            counts += [1] * (level - len(counts))
        lines.append((".".join(str(count) for count in counts), title))
    return lines


def slug(title, taken=()):
    """The anchor of a title: lower case, words joined by dashes, a number where it is taken."""
    kept = "".join(mark for mark in title.lower() if mark.isalnum() or mark in " -_")
    base = "-".join(kept.split())
    if base not in taken:
        return base
    number = 1
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def contents(text, deepest=3):
    """A Markdown list of links to the headings, indented by level."""
    lines, taken = [], []
    found = headings(text)
    top = min((level for level, _ in found), default=1)
    for level, title in found:
        anchor = slug(title, taken)
        taken.append(anchor)
        if level <= deepest:
            lines.append("  " * (level - top) + f"- [{title}](#{anchor})")
    return lines


def section(text, title):
    """The lines under a heading up to the next of its level or above; None where it is not."""
    inside, level, lines = False, 0, []
    for line in text.splitlines():
        heading = headings(line)
        if inside and heading and heading[0][0] <= level:
            break
        if inside:
            lines.append(line)
        elif heading and heading[0][1] == title:
            inside, level = True, heading[0][0]
    return lines if inside else None
