"""Where the Docker daemon listens, and a raw stream to it."""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import anyio
from anyio.abc import ByteStream

from nex.errors import InputError

LOCAL = "unix:///var/run/docker.sock"
PLAIN_PORT, TLS_PORT = 2375, 2376
HOW_TO_GET_ONE = (
    "install one (Debian: apt-get install docker.io iptables, then run dockerd), "
    "or point DOCKER_HOST at one"
)


@dataclass(frozen=True, slots=True)
class Address:
    """A Docker daemon's socket: a path, or a host and port with or without TLS."""

    url: str
    path: str | None = None
    host: str = ""
    port: int = 0
    certificates: Path | None = None
    """Folder with ca.pem, cert.pem and key.pem; None: no TLS."""

    @property
    def local(self) -> bool:
        """Whether it is reached through a socket of this machine."""
        return self.path is not None

    async def dial(self) -> ByteStream:
        """A fresh stream to the daemon; OSError where nobody listens."""
        if self.path is not None:
            return await anyio.connect_unix(self.path)
        if self.certificates is None:
            return await anyio.connect_tcp(self.host, self.port)
        return await anyio.connect_tcp(
            self.host, self.port, ssl_context=_tls(self.certificates), tls_standard_compatible=False
        )


def address_from_environment() -> Address:
    """What DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH say; else the local socket."""
    url = os.environ.get("DOCKER_HOST") or LOCAL
    parts = urlsplit(url)
    if parts.scheme == "unix" and parts.path:
        return Address(url, path=parts.path)
    if parts.scheme in ("tcp", "http", "https") and parts.hostname:
        folder = _certificates() if _wants_tls(parts.scheme) else None
        port = parts.port or (TLS_PORT if folder else PLAIN_PORT)
        return Address(url, host=parts.hostname, port=port, certificates=folder)
    raise InputError(
        f"DOCKER_HOST {url!r}: give unix:///PATH or tcp://HOST:PORT; "
        "for ssh, forward the socket first: ssh -nNTL /tmp/docker.sock:/var/run/docker.sock HOST"
    )


def _wants_tls(scheme: str) -> bool:
    return scheme == "https" or bool(os.environ.get("DOCKER_TLS_VERIFY"))


def _certificates() -> Path:
    return Path(os.environ.get("DOCKER_CERT_PATH") or Path.home() / ".docker")


def _tls(folder: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=folder / "ca.pem")
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
