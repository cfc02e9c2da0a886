"""What a container may do and use: the hardened profile, as the Engine API takes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from nex.data.jsons import Json, JsonValue
from nex.grounding.docker.seccomp import seccomp_profile

USER = "10001:10001"
WORKSPACE = "/workspace"
WATCHDOG = "/opt/nex/watchdog.py"
UNREADABLE = "/usr/local/bin/nex-watchdog"
"""The Python that the watchdog runs on: who may run but not read it cannot look into its process."""
MIB = 1 << 20
LIFETIME = 6 * 3600.0
"""Seconds after which a container ends itself, whoever forgot it."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much one container may use."""

    memory: int = 512
    """MiB; tmpfs pages count too."""
    disk: int = 64
    """MiB of each writable folder: /workspace, /tmp, /dev/shm."""
    pids: int = 128
    cpus: float = 1.0
    files: int = 1024
    """Open files of a process."""
    seconds: float = LIFETIME


@dataclass(frozen=True, slots=True)
class Joint:
    """What a container has in common with others of the same rollout; see shared.py."""

    volume: str = ""
    """The volume that is its /workspace; "": one of its own, in memory."""
    network: str = ""
    """The internal network that it is on; "": none."""
    name: str = ""
    """What it is called on that network."""


ALONE = Joint()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A container to make: what runs in it, how much it may use, what it is called."""

    image: str
    command: tuple[str, ...]
    name: str
    labels: dict[str, str]
    environment: tuple[tuple[str, str], ...] = ()
    allowance: Allowance = field(default_factory=Allowance)
    workspace: int = 0
    """Bytes of an archive that stdin begins with."""
    joint: Joint = ALONE


def container_config(wanted: Wanted) -> Json:
    """The body of `POST /containers/create` for a container that can do next to nothing."""
    told = (str(wanted.allowance.seconds), str(wanted.workspace))
    return {
        "Image": wanted.image,
        "Entrypoint": [UNREADABLE, "-I", "-S", WATCHDOG, *told],
        "Cmd": list(wanted.command),
        "Env": ["HOME=/tmp", *(f"{name}={value}" for name, value in wanted.environment)],
        "Labels": dict(wanted.labels),
        "User": USER,
        "WorkingDir": WORKSPACE,
        "Tty": False,
        "OpenStdin": True,
        "StdinOnce": True,
        "AttachStdin": True,
        "AttachStdout": True,
        "AttachStderr": True,
        "HostConfig": _host_config(wanted.allowance, wanted.joint),
        "NetworkingConfig": _networks(wanted.joint),
    }


def folder_options(allowance: Allowance) -> str:
    """How a folder in memory that a container may write is mounted."""
    return f"nosuid,nodev,size={allowance.disk * MIB},uid=10001,gid=10001,mode=0700"


def _networks(joint: Joint) -> Json:
    return {"EndpointsConfig": {joint.network: {"Aliases": [joint.name]}} if joint.network else {}}


def _volumes(joint: Joint) -> list[JsonValue]:
    options: Json = {"NoCopy": True}
    mount: Json = {
        "Type": "volume",
        "Source": joint.volume,
        "Target": WORKSPACE,
        "VolumeOptions": options,
    }
    return [mount] if joint.volume else []


def _host_config(allowance: Allowance, joint: Joint) -> Json:
    disk, folder = allowance.disk * MIB, f"rw,{folder_options(allowance)}"
    own: Json = {} if joint.volume else {WORKSPACE: folder}
    return {
        "NetworkMode": joint.network or "none",
        # Docker's own resolver knows the network's names; it shall ask nobody outside for others.
        "Dns": ["127.0.0.1"] if joint.network else [],
        "ReadonlyRootfs": True,
        "Tmpfs": {**own, "/tmp": f"{folder},noexec"},
        "Mounts": _volumes(joint),
        "ShmSize": disk,
        "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges", f"seccomp={seccomp_profile()}"],
        "Init": True,
        "IpcMode": "private",
        "CgroupnsMode": "private",
        "Memory": allowance.memory * MIB,
        "MemorySwap": allowance.memory * MIB,
        "PidsLimit": allowance.pids,
        "NanoCpus": int(allowance.cpus * 1e9),
        "Ulimits": [
            _limit("nofile", allowance.files),
            _limit("fsize", disk),
            _limit("core", 0),
        ],
        "LogConfig": {"Type": "none", "Config": {}},
    }


def _limit(name: str, value: int) -> Json:
    return {"Name": name, "Soft": value, "Hard": value}
