"""The framed stream of an attached container, cut anywhere, gives the same lines."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies as st

from nex.grounding.docker.frames import MIB, STDERR, Caps, Frames, Lines, Overflow, Tail

PIECES = st.lists(st.tuples(st.sampled_from([1, STDERR]), st.binary(max_size=40)), max_size=8)


def framed(kind: int, data: bytes) -> bytes:
    return bytes([kind, 0, 0, 0]) + len(data).to_bytes(4, "big") + data


@given(PIECES, st.integers(1, 30))
def test_a_stream_cut_anywhere_is_taken_apart_the_same(
    pieces: list[tuple[int, bytes]], step: int
) -> None:
    stream = b"".join(framed(kind, data) for kind, data in pieces)
    frames, said = Frames(), {1: b"", STDERR: b""}
    for at in range(0, len(stream), step):
        for kind, piece in frames.feed(stream[at : at + step]):
            said[kind] += bytes(piece)
    for kind, text in said.items():
        assert text == b"".join(data for number, data in pieces if number == kind)


@given(st.lists(st.binary(max_size=20).map(lambda b: b.replace(b"\n", b"")), max_size=6), st.data())
def test_lines_cut_anywhere_are_the_same_lines(wanted: list[bytes], data: st.DataObject) -> None:
    text = b"".join(line + b"\n" for line in wanted)
    lines, found, at = Lines(Caps()), list[bytes](), 0
    while at < len(text):
        step = data.draw(st.integers(1, 10))
        found += lines.feed(memoryview(text[at : at + step]))
        at += step
    assert found == wanted


def test_a_line_beyond_the_cap_is_refused_before_it_ends() -> None:
    lines = Lines(Caps(line=100))
    assert list(lines.feed(memoryview(b"a" * 100 + b"\n"))) == [b"a" * 100]
    with pytest.raises(Overflow, match="a line of more than 100 bytes"):
        list(lines.feed(memoryview(b"a" * 101)))


def test_all_lines_together_are_capped_too() -> None:
    lines = Lines(Caps(total=1000))
    with pytest.raises(Overflow, match="more than 1,000 bytes in answer to one request"):
        [list(lines.feed(memoryview(b"a" * 9 + b"\n"))) for _ in range(101)]


def test_stderr_keeps_its_end() -> None:
    tail = Tail(10)
    for n in range(1000):
        tail.feed(memoryview(f"{n:04}".encode()))
    assert tail.text == "9709980999"
    assert len(tail.kept) <= 20


def test_time_grows_with_the_size_of_a_line_and_not_with_its_square() -> None:
    def seconds(size: int) -> float:
        lines, chunk = Lines(Caps(line=64 * MIB, total=64 * MIB)), memoryview(b"x" * 65536)
        began = time.process_time()
        for _ in range(size // 65536):
            list(lines.feed(chunk))
        return time.process_time() - began

    short = min(seconds(4 * MIB) for _ in range(5))
    long = min(seconds(32 * MIB) for _ in range(5))
    assert long < 32 * max(short, 0.001), "8 times as long; with a square, 64 times"
