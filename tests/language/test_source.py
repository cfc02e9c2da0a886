"""Slips in Python source: where they stand, that they change nothing else, that they go back."""

from __future__ import annotations

import ast

import pytest

from nex.errors import InputError
from nex.language.source.edit import Edit, apply, undo
from nex.language.source.reading import read_source
from nex.language.source.slips import ONE_WAY, SLIPS, WIDER, slips

TEXT = '''"""Größen: a module."""
from __future__ import annotations


def cheapest(offers: list[int], limit: int = 3, *, strict=True) -> int:
    """The least of the first offers."""
    best, seen = offers[0], 0  # ü counts once
    for offer in offers[1:limit]:
        if offer < best and not (strict or offer == 0):
            best = min(offer, best)
            continue
        seen += 1
    label = "low" if best <= 10 else "high"
    print(f"{label} {seen - 1}")
    check(best, seen)
    return best - seen
'''


def test_every_slip_changes_its_span_and_nothing_else() -> None:
    found = slips(read_source(TEXT))
    assert {edit.kind for edit in found} >= {
        "comparison", "off by one", "arithmetic", "connective", "negation", "variable",
        "arguments", "constant", "twin", "branches", "loop control", "returned", "dropped",
    }  # fmt: skip
    for edit in found:
        changed = apply(TEXT, [edit])
        assert changed[: edit.start] == TEXT[: edit.start]
        assert changed.endswith(TEXT[edit.end :])
        assert apply(changed, undo([edit], TEXT)) == TEXT
        ast.parse(changed)


def test_several_slips_are_taken_back_together() -> None:
    found = slips(read_source(TEXT), ("comparison", "branches", "twin"))
    apart = [e for n, e in enumerate(found) if n == 0 or e.start > found[n - 1].end]
    changed = apply(TEXT, apart)
    assert changed != TEXT
    assert apply(changed, undo(apart, TEXT)) == TEXT


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(InputError, match="overlap"):
        apply("abc", [Edit(0, 2, "x", "", 1), Edit(1, 3, "x", "", 1)])


def test_words_that_do_nothing_are_left_alone() -> None:
    spans = [(edit.start, edit.end) for edit in slips(read_source(TEXT))]
    for words in ("Größen: a module.", "The least of", "{seen - 1}", "list[int]"):
        start = TEXT.index(words)
        assert not any(a < start + len(words) and start < b for a, b in spans if b - a < 30)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("comparison", "def f(a, b):\n    return a < b\n"),
        ("arithmetic", "def f(a, b):\n    return a - b\n"),
        ("connective", "def f(a, b):\n    return a and b\n"),
        ("negation", "def f(a, b):\n    if a:\n        return b\n"),
        ("off by one", "def f(a):\n    return a[1:2]\n"),
        ("variable", "def f(a, b):\n    return a\n"),
        ("attribute", "def f(a):\n    return a.left - a.right\n\n\nG = H.right + H.left\n"),
        ("arguments", "def f(a, b):\n    return g(a, b)\n"),
        ("constant", "def f(a=True):\n    return a\n"),
        ("twin", "def f(a):\n    return min(a)\n"),
        ("branches", "def f(a):\n    return 1 if a else 2\n"),
        ("loop control", "def f(a):\n    for b in a:\n        break\n"),
    ],
)
def test_what_a_slip_breaks_a_slip_of_its_kind_mends(kind: str, text: str) -> None:
    found = slips(read_source(text), (kind,))
    assert found
    for edit in found:
        broken = apply(text, [edit])
        assert text in [apply(broken, [back]) for back in slips(read_source(broken), (kind,))]
    assert set(ONE_WAY) < set(SLIPS)


def test_what_is_wider_takes_back_nearly_every_slip() -> None:
    kinds = (*(kind for kind in SLIPS if kind not in ONE_WAY), *WIDER)
    found = [edit for edit in slips(read_source(TEXT)) if edit.kind not in ONE_WAY]
    lost: list[Edit] = []
    for edit in found:
        broken = apply(TEXT, [edit])
        if TEXT not in [apply(broken, [back]) for back in slips(read_source(broken), kinds)]:
            lost.append(edit)
    assert len(lost) <= 0.05 * len(found), lost


def test_neither_a_function_is_a_bound_nor_a_docstring_a_constant() -> None:
    text = 'def f(n):\n    """Short."""\n    return {"a": range(n), "b": 0}\n'
    found = slips(read_source(text), ("constant", "off by one"))
    assert {edit.after for edit in found} == {'"a"', '"b"', "n + 1", "n - 1", "1", "-1"}


def test_what_only_a_comprehension_sees_stands_in_for_nothing() -> None:
    text = "def f(a, b):\n    return a + sum(each for each in b)\n"
    found = slips(read_source(text), ("variable",))
    assert {edit.after for edit in found} == {"a", "b"}


def test_a_statement_goes_with_its_line_and_the_last_of_a_block_stays() -> None:
    text = "def f(a):\n    if not a:\n        raise ValueError(a)\n    a.sort()\n    return a\n"
    after = {apply(text, [edit]) for edit in slips(read_source(text), ("dropped",))}
    assert after == {
        "def f(a):\n    a.sort()\n    return a\n",
        "def f(a):\n    if not a:\n        raise ValueError(a)\n    return a\n",
    }


def test_what_is_no_python_is_refused() -> None:
    with pytest.raises(InputError, match="no Python"):
        read_source("def f(:\n")
