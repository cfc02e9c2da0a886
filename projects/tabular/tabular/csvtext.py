"""CSV by hand: fields with commas, quotes and line breaks."""

from __future__ import annotations


class BadCsv(Exception):
    """The text is no CSV; `line` is where."""

    def __init__(self, message, line):
        super().__init__(f"line {line}: {message}")
        self.line = line


def quoted(field):
    """A field as it is written: in quotes where it must be."""
    if any(mark in field for mark in ',"\n') or field != field.strip():
        return '"' + field.replace('"', '""') + '"'
    return field


def write_csv(rows):
    """The rows as text, a line each."""
    return "".join(",".join(quoted(field) for field in row) + "\n" for row in rows)


def read_csv(text):
    """The rows of a text; BadCsv for a quote that is not closed or stands inside a field."""
    rows, row, at, line = [], [], 0, 1
    while at < len(text):
        field, at, line = read_field(text, at, line)
        row.append(field)
        if at >= len(text) or text[at] == "\n":
            rows.append(row)
            row = []
            line += 1
        at += 1
        if row and at == len(text):
            rows.append([*row, ""])
    return rows


def read_field(text, at, line):
    """The field that starts there, where it ends, and the line of its end."""
    if text[at] != '"':
        end = at
        while end < len(text) and text[end] not in ",\n":
            if text[end] == '"':
                raise BadCsv("a quote inside a field", line)
            end += 1
        return text[at:end], end, line
    field, first = "", line
    at += 1
    while at < len(text):
        if text[at] != '"':
            line += text[at] == "\n"
            field += text[at]
            at += 1
        elif text[at + 1 : at + 2] == '"':
            field += '"'
            at += 2
        elif text[at + 1 : at + 2] in ("", ",", "\n"):
            return field, at + 1, line
        else:
            raise BadCsv("text after a closing quote", line)
    raise BadCsv("a quote is never closed", first)


def records(text):
    """The rows as dictionaries by the first row's names; short rows have "" in the end."""
    rows = read_csv(text)
    if not rows:
        return []
    head = rows[0]
    found = []
    for number, row in enumerate(rows[1:], 2):
        if len(row) > len(head):
            raise BadCsv(f"{len(row)} fields, but {len(head)} names", number)
        found.append(dict(zip(head, row + [""] * (len(head) - len(row)), strict=True)))
    return found


def pivot(found, key, value):
    """The sum of whole numbers in `value` for each `key`, in order of the keys."""
    sums = {}
    for record in found:
        sums[record[key]] = sums.get(record[key], 0) + int(record[value] or 0)
    return dict(sorted(sums.items()))
