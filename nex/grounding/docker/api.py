"""The door to the Docker SDK: the part of it that nex uses, with types, and its errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, Protocol, cast

import docker
from docker.errors import APIError, DockerException, NotFound
from docker.tls import TLSConfig

from nex.data.jsons import Json
from nex.grounding.docker.address import Address

__all__ = ["APIError", "Api", "DockerException", "NotFound", "client_of"]

CONNECTIONS = 32


class Api(Protocol):
    """The SDK's low-level client, one method per request of the Engine API."""

    @property
    def api_version(self) -> str:
        """The version of the Engine API that both sides speak."""
        ...

    def version(self, *, api_version: bool) -> Json: ...
    def create_container_from_config(self, config: Json, name: str) -> Json: ...
    def start(self, container: str) -> None: ...
    def kill(self, container: str, signal: str) -> None: ...
    def wait(self, container: str, timeout: float) -> Json: ...
    def exec_create(self, container: str, cmd: Sequence[str], *, user: str) -> Json: ...
    def exec_start(self, exec_id: str) -> bytes: ...
    def inspect_container(self, container: str) -> Json: ...
    def remove_container(self, container: str, *, v: bool, force: bool) -> None: ...
    def containers(self, *, all: bool, filters: Json) -> list[Json]: ...
    def networks(self, *, filters: Json) -> list[Json]: ...
    def create_network(
        self, name: str, *, internal: bool, options: Json, labels: dict[str, str]
    ) -> Json: ...
    def remove_network(self, net_id: str) -> None: ...
    def volumes(self, *, filters: Json) -> Json: ...
    def create_volume(
        self, name: str, *, driver: str, driver_opts: Json, labels: dict[str, str]
    ) -> Json: ...
    def remove_volume(self, name: str, *, force: bool) -> None: ...
    def inspect_image(self, image: str) -> Json: ...
    def pull(self, repository: str, tag: str) -> str: ...
    def import_image_from_file(
        self, filename: str, *, repository: str, tag: str, changes: Sequence[str]
    ) -> str: ...
    def build(  # noqa: PLR0913 - the SDK's own parameters
        self,
        *,
        fileobj: BinaryIO,
        custom_context: bool,
        tag: str,
        buildargs: dict[str, str],
        network_mode: str,
        rm: bool,
        forcerm: bool,
        timeout: int,
        decode: bool,
    ) -> Iterator[Json]: ...
    def close(self) -> None: ...


def client_of(address: Address, version: str, seconds: float) -> Api:
    """A client that speaks this version and waits so long for an answer; opens nothing yet."""
    client = cast("Callable[..., Api]", docker.APIClient)
    return client(address.url, version, seconds, tls=_tls(address), max_pool_size=CONNECTIONS)


def _tls(address: Address) -> TLSConfig | bool:
    folder = address.certificates
    if folder is None:
        return False
    keys = (str(folder / "cert.pem"), str(folder / "key.pem"))
    return TLSConfig(client_cert=keys, ca_cert=str(folder / "ca.pem"), verify=True)
