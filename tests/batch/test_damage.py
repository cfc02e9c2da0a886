"""A log that was altered is refused with file and byte; one that broke off is read up to there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import anyio
import orjson
import pytest

from nex.batch.appender import Appender
from nex.batch.execute import Batch, One
from nex.batch.log import RunLog, read_run, scan
from nex.batch.records import infra_error
from nex.batch.run import open_run
from nex.batch.storage import Folder
from nex.data.events import EndEvent
from nex.data.jsons import Json
from nex.data.manifest import Manifest
from nex.errors import StoreError

SEGMENT = "log/000001.jsonl"


@pytest.fixture
def run(tmp_path: Path, make_manifest: Callable[..., Manifest], one: One) -> Path:
    """A closed run of three rollouts, one of them with a blob."""

    async def write() -> None:
        manifest = make_manifest(3)
        async with open_run(tmp_path, manifest) as run:
            await Batch(run, one).execute(manifest.plan[:2])
            with run.rollout(manifest.plan[2]) as writer:
                text = '{"$blob": 1}'
                writer.emit(EndEvent(type="end", id=[], result={"text": text}))
                await writer.finish(infra_error(manifest.plan[2], "x"))

    anyio.run(write)
    return tmp_path


def lines_of(run: Path) -> list[bytes]:
    return (run / SEGMENT).read_bytes().splitlines(keepends=True)


def test_every_flip_of_one_byte_is_detected(run: Path) -> None:
    for path in (run / "manifest.json", run / SEGMENT, *run.glob("blobs/*")):
        data = path.read_bytes()
        undetected = [n for n in range(len(data)) if not refused(run, path, flipped(data, n))]
        path.write_bytes(data)
        assert undetected == [], path.name


def flipped(data: bytes, n: int) -> bytes:
    return data[:n] + bytes([data[n] ^ (1 << n % 8)]) + data[n + 1 :]


def refused(run: Path, path: Path, data: bytes) -> bool:
    path.write_bytes(data)
    try:
        read_run(run)
    except StoreError as e:
        return path.name in str(e) or "manifest" in str(e)
    return False


def without(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], *lines[3:]]


def twice(lines: list[bytes]) -> list[bytes]:
    return [*lines[:3], lines[2], *lines[3:]]


def swapped(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], lines[3], lines[2], *lines[4:]]


def headless(lines: list[bytes]) -> list[bytes]:
    return lines[1:]


def crlf(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], lines[2].replace(b"\n", b"\r\n"), *lines[3:]]


def cut_within(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], lines[2][: len(lines[2]) // 2], *lines[3:]]


def last_twice(lines: list[bytes]) -> list[bytes]:
    return [*lines, lines[-1]]


def empty_line(lines: list[bytes]) -> list[bytes]:
    return [*lines, b"\n"]


@pytest.mark.parametrize(
    "alter", [without, twice, swapped, headless, crlf, cut_within, last_twice, empty_line]
)
def test_lines_that_are_not_as_written_are_refused(
    run: Path, alter: Callable[[list[bytes]], list[bytes]]
) -> None:
    (run / SEGMENT).write_bytes(b"".join(alter(lines_of(run))))
    with pytest.raises(StoreError, match=r"000001\.jsonl: byte \d+"):
        read_run(run)


@pytest.mark.parametrize("filler", [b"", b"\x00" * 5000])
def test_a_log_may_break_off_at_any_byte(run: Path, filler: bytes) -> None:
    data = (run / SEGMENT).read_bytes()
    whole = read_run(run)
    for size in range(0, len(data), 7):
        (run / SEGMENT).write_bytes(data[:size] + filler)
        log = read_run(run)
        sound = data[:size].rfind(b"\n") + 1
        assert (log.torn.offset if log.torn else size) == sound
        assert finished(log).items() <= finished(whole).items()


def finished(log: RunLog) -> dict[str, str]:
    return {id: r.digest for id, r in log.rollouts.items() if r.finish is not None}


def test_the_loss_of_whole_lines_at_the_end_shows_as_a_missing_seal(run: Path) -> None:
    (run / SEGMENT).write_bytes(b"".join(lines_of(run)[:-1]))
    log = read_run(run)
    assert (log.sealed, log.torn) == (False, None)


def test_a_torn_tail_is_moved_aside_when_the_run_goes_on(run: Path) -> None:
    async def go_on() -> None:
        async with open_run(run, read_run(run).manifest) as again:
            assert again.torn
            assert len(again.acknowledged) == 3

    with (run / SEGMENT).open("ab") as file:
        file.write(b'{"prev":"')
    anyio.run(go_on)
    assert read_run(run).torn is None
    assert [path.read_bytes() for path in (run / "torn").iterdir()] == [b'{"prev":"']


def test_a_log_of_another_version_is_refused(run: Path) -> None:
    manifest = orjson.loads((run / "manifest.json").read_bytes())
    (run / "manifest.json").write_bytes(orjson.dumps({**manifest, "schema_version": "nex.run/2"}))
    with pytest.raises(StoreError, match=r"schema_version.*another version of nex"):
        read_run(run)


def test_a_folder_that_is_no_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no run here, manifest\.json is missing"):
        read_run(tmp_path)


def test_a_long_log_goes_on_in_the_next_segment(tmp_path: Path) -> None:
    storage = Folder(tmp_path)
    log = Appender(storage, "run-1", "m", segment_bytes=400)
    for n in range(6):
        log.line(b'"n":%d' % n)
    taken: list[Json] = []
    end = scan(storage, lambda line, _: taken.append(line))
    assert [line["n"] for line in taken if "n" in line] == list(range(6))
    log.follow(end.segment, end.size, end.mark)
    log.line(b'"n":6')
    storage.close()
    scan(storage, lambda line, _: taken.append(line))
    assert [line["n"] for line in taken if "n" in line] == [*range(6), *range(7)]
    (tmp_path / "log/000002.jsonl").unlink()
    with pytest.raises(StoreError, match=r"000002\.jsonl: the segment is missing"):
        scan(storage, lambda line, _: taken.append(line))
