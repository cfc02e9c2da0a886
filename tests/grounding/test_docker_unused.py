"""Images of ours that nobody asked for lately are named and removed; nobody else's ever are."""

from __future__ import annotations

import io
import secrets
import tarfile
import tempfile
from collections.abc import AsyncGenerator

import pytest

from nex.cli.exits import BAD_INPUT, OK
from nex.cli.main import run
from nex.data.jsons import Json
from nex.grounding.docker.ages import NOTED_EVERY, last_asked, note_use
from nex.grounding.docker.api import NotFound
from nex.grounding.docker.cleaning import clean_images
from nex.grounding.docker.daemon import Daemon, Missing, open_daemon
from nex.grounding.docker.unused import Unused, remove_image, unused_images

pytestmark = [pytest.mark.anyio, pytest.mark.docker]
LONG_AGO = "2001-01-01T00:00:00Z"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def daemon() -> AsyncGenerator[Daemon]:
    async with open_daemon(reaping=False) as opened:
        yield opened


@pytest.fixture
async def name(daemon: Daemon) -> AsyncGenerator[str]:
    """A name that only this test's images have; whatever has it in the end is removed."""
    name = f"unused-{secrets.token_hex(6)}"
    yield name
    for it in await named(daemon, name):
        await daemon.ask(lambda api, it=it: remove_image(api, it))


async def made(daemon: Daemon, name: str, tag: str) -> str:
    """An image with our labels and one file, so tagged; its digest."""
    repository, _, rest = tag.partition(":")
    with tempfile.NamedTemporaryFile(suffix=".tar") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            entry = tarfile.TarInfo("name")
            entry.size = len(name)
            archive.addfile(entry, io.BytesIO(name.encode()))
        file.flush()
        changes = ["LABEL nex.base=local", f"LABEL nex.image={name}", 'CMD ["/none"]']
        await daemon.ask(
            lambda api: api.import_image_from_file(
                file.name, repository=repository, tag=rest, changes=changes
            )
        )
    return str((await inspected(daemon, tag))["Id"])


async def inspected(daemon: Daemon, reference: str) -> Json:
    return await daemon.ask(lambda api: api.inspect_image(reference))


async def named(daemon: Daemon, name: str, days: float = 0) -> list[Unused]:
    return await daemon.ask(lambda api: unused_images(api, days, name=name))


async def test_an_image_is_named_once_nobody_asked_for_it_so_long(
    daemon: Daemon, name: str
) -> None:
    id = await made(daemon, name, f"nex/{name}:1")
    [found] = await named(daemon, name)
    assert (found.id, found.tags, found.name) == (id, (f"nex/{name}:1",), name)
    assert found.days < 1 / 24
    assert await named(daemon, name, days=1) == []


async def test_what_is_removed_is_gone_and_only_that(daemon: Daemon, name: str) -> None:
    await made(daemon, name, f"nex/{name}:1")
    other = await made(daemon, f"{name}-other", f"nex/{name}-other:1")
    told: list[Unused] = []
    await clean_images(0, told.append, dry_run=True, name=name)
    assert [it.name for it in told] == [name]
    assert len(await named(daemon, name)) == 1
    assert [it.name for it in await clean_images(0, told.append, name=name)] == [name]
    assert await named(daemon, name) == []
    with pytest.raises(Missing):
        await inspected(daemon, f"nex/{name}:1")
    assert (await inspected(daemon, other))["Id"] == other
    await daemon.ask(lambda api: api.remove_image(other, force=False))


async def test_an_image_of_a_container_is_neither_named_nor_removed(
    daemon: Daemon, name: str
) -> None:
    await made(daemon, name, f"nex/{name}:1")
    [before] = await named(daemon, name)
    config: Json = {"Image": f"nex/{name}:1", "Cmd": ["/none"]}
    await daemon.ask(lambda api: api.create_container_from_config(config, name))
    try:
        assert await named(daemon, name) == []
        assert not await daemon.ask(lambda api: remove_image(api, before))
        assert (await inspected(daemon, f"nex/{name}:1"))["Id"] == before.id
    finally:
        await daemon.ask(lambda api: api.remove_container(name, v=True, force=True))


async def test_an_image_that_somebody_named_is_theirs(daemon: Daemon, name: str) -> None:
    id = await made(daemon, name, f"nex/{name}:1")
    await daemon.ask(lambda api: api.tag(id, f"mine/{name}", "1"))
    assert await named(daemon, name) == []
    await daemon.ask(lambda api: api.remove_image(f"mine/{name}:1", force=False))
    assert len(await named(daemon, name)) == 1


async def test_an_image_that_lost_its_tag_is_named_by_its_digest(daemon: Daemon, name: str) -> None:
    first = await made(daemon, name, f"nex/{name}:1")
    await made(daemon, name, f"nex/{name}:1")
    tags = {it.id: it.shown for it in await named(daemon, name)}
    assert tags[first] == f"nex/{name}@{first[7:19]}"
    assert len(await clean_images(0, list[Unused]().append, name=name)) == len(tags) == 2


async def test_asking_for_an_image_is_noted_now_and_then(daemon: Daemon, name: str) -> None:
    id = await made(daemon, name, f"nex/{name}:1")
    asked = last_asked(await inspected(daemon, id))
    await daemon.ask(lambda api: note_use(api, f"nex/{name}:1", {"Id": id, "Created": LONG_AGO}))
    again = last_asked(after := await inspected(daemon, id))
    assert asked < again < asked + NOTED_EVERY
    await daemon.ask(lambda api: note_use(api, f"nex/{name}:1", after))
    assert last_asked(await inspected(daemon, id)) == again


async def test_what_is_gone_already_counts_as_removed(daemon: Daemon, name: str) -> None:
    await made(daemon, name, f"nex/{name}:1")
    [it] = await named(daemon, name)
    assert [await daemon.ask(lambda api: remove_image(api, it)) for _ in range(2)] == [True, True]
    with pytest.raises(NotFound):
        daemon.api.inspect_image(it.id)


def test_the_command_says_what_it_left(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["clean", "--images", "--days", "36500"]) == OK
    assert "in the last 36500 days" in capsys.readouterr().err
    assert run(["clean", "--images", "--all"]) == BAD_INPUT
    assert capsys.readouterr().err.count("\n") == 1
