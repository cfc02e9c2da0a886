"""What containers of one rollout share: a folder, a network; both are closed, and both go."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from nex.data.jsons import Json
from nex.errors import SandboxError
from nex.grounding.docker.container import open_container
from nex.grounding.docker.daemon import Daemon, open_daemon
from nex.grounding.docker.owner import OWNER, Owner, this_machine
from nex.grounding.docker.profile import Allowance, Joint
from nex.grounding.docker.reaper import reap
from nex.grounding.docker.shared import open_network, open_volume
from nex.grounding.docker.workspace import packed, unpacked
from nex.grounding.joints import shown
from tests.grounding.containers import odd_program

pytestmark = [pytest.mark.anyio, pytest.mark.docker, pytest.mark.usefixtures("engine")]
LOOK = """import socket, sys, urllib.request
print(urllib.request.urlopen("http://site:8000/a.txt", timeout=5).read().decode().strip())
own = socket.gethostbyname(socket.gethostname()).rpartition(".")[0]
for host, port in ((f"{own}.1", 22), (f"{own}.1", 2375), ("1.1.1.1", 53), ("172.17.0.1", 22)):
    try:
        socket.create_connection((host, port), 1).close()
        print("reached", host)
    except OSError:
        pass
try:
    print("resolved", socket.gethostbyname("example.org"))
except OSError:
    pass
"""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def run(daemon: Daemon, name: str, code: str) -> list[str]:
    """What a program prints that runs in a container as its server's user."""
    command = ["python3", "-I", "-c", code]
    made = await daemon.ask(lambda api: api.exec_create(name, command, user="10001:10001"))
    said = await daemon.ask(lambda api: api.exec_start(str(made["Id"])))
    return said.decode().split("\n")[:-1]


async def test_two_containers_have_one_workspace_and_it_goes_with_them() -> None:
    async with open_daemon() as daemon:
        program = await odd_program(daemon)
        async with open_volume(daemon, Allowance()) as volume:
            first = replace(program, joint=Joint(volume), workspace=packed({"a.txt": b"one"}))
            async with (
                open_container(daemon, first) as one,
                open_container(daemon, replace(program, joint=Joint(volume))) as other,
            ):
                await run(daemon, other.name, "open('/workspace/b.txt', 'w').write('two')")
                assert unpacked(await one.snapshot()) == {"a.txt": b"one", "b.txt": b"two"}
        assert volume not in str(await daemon.ask(lambda api: api.volumes(filters={})))


async def test_a_network_leads_to_its_own_containers_and_nowhere_else() -> None:
    async with open_daemon() as daemon:
        program = await odd_program(daemon)
        async with open_network(daemon, Allowance()) as network:
            joint = Joint(network=network, name="site")
            reader = replace(program, joint=Joint(network=network, name="reader"))
            async with (
                shown(daemon, {"a.txt": b"hello\n"}, joint),
                open_container(daemon, reader) as container,
            ):
                assert await run(daemon, container.name, LOOK) == ["hello"]
        assert network not in str(await daemon.ask(lambda api: api.networks(filters={})))


async def test_what_a_dead_process_left_is_reaped_though_no_container_is_left() -> None:
    dead = Owner(this_machine(), os.getpid(), "0")
    labels = {OWNER: dead.text, "nex.run": "test", "nex.lease_until": "1"}
    async with open_daemon() as daemon:
        options: Json = {}
        await daemon.ask(
            lambda api: api.create_network(
                "nex-left-behind", internal=True, options=options, labels=labels
            )
        )
        await daemon.ask(
            lambda api: api.create_volume(
                "nex-left-behind", driver="local", driver_opts=options, labels=labels
            )
        )
        gone = await daemon.ask(reap)
        assert {("network", "nex-left-behind"), ("volume", "nex-left-behind")} <= {
            (it.kind, it.name) for it in gone
        }
        with pytest.raises(SandboxError):
            await daemon.ask(lambda api: api.remove_network("nex-left-behind"))
