"""Images: from a spec to a tag that follows from everything in it, built once."""

from __future__ import annotations

import io
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import anyio.to_thread

from nex.data.jsons import digest
from nex.errors import SandboxError
from nex.grounding.docker.ages import note_use
from nex.grounding.docker.api import Api, DockerException
from nex.grounding.docker.daemon import Daemon, Missing
from nex.grounding.docker.image_spec import ImageSpec
from nex.grounding.docker.packages import SITE, core_identity, image_tree
from nex.grounding.docker.profile import UNREADABLE
from nex.grounding.docker.rootfs import VERSION, host_fingerprint, host_rootfs

BaseChoice = Literal["auto", "pull", "local"]
PULLED = f"python:{VERSION}-slim"
NODE_IMAGE = "node:22-slim"
LOCAL = "nex/base"
RECIPE = 2
"""Counts up when the same spec gives another image."""
PATH = "/usr/local/bin:/usr/bin:/bin"
BUILD_SECONDS = 600
COPIED = (
    f"import os, shutil, sys; to = '{UNREADABLE}'; "
    "shutil.copy(os.path.realpath(sys.executable), to); os.chmod(to, 0o711)"
)
"""Makes the watchdog's interpreter in a pulled image; a local base has it already."""


@dataclass(frozen=True, slots=True)
class Base:
    """What images are built on."""

    kind: Literal["pull", "local"]
    reference: str
    id: str
    """What images built on it are told apart by: a pulled one's digest, a local one's tag."""


@dataclass(frozen=True, slots=True)
class Image:
    """An image that is there."""

    tag: str
    id: str
    """The digest that its containers are pinned to."""
    base: str
    """"pull" or "local"; a local one follows the Python of who built it."""


async def ensure_image(daemon: Daemon, spec: ImageSpec, base: BaseChoice = "auto") -> Image:
    """The spec's image, built if its tag is not there yet.

    Raises InputError where its packages cannot be had, SandboxError where the build fails.
    """
    return await build_on(daemon, spec, await ensure_base(daemon, base))


async def build_on(daemon: Daemon, spec: ImageSpec, base: Base) -> Image:
    """The spec's image on this base, built if its tag is not there yet."""
    tag = tag_of(spec, base)
    try:
        id = await _id_of(daemon, tag)
    except Missing:
        await anyio.to_thread.run_sync(_build, daemon.api, spec, base, tag)
        id = await _id_of(daemon, tag)
    return Image(tag, id, base.kind)


def tag_of(spec: ImageSpec, base: Base) -> str:
    """nex/NAME:DIGEST of all that the image is made from."""
    own = core_identity() if spec.ecosystem == "nex" else []
    watchdog = Path(__file__).with_name("watchdog.py").read_text(encoding="utf-8")
    parts = [RECIPE, spec.model_dump(mode="json"), base.id, own, watchdog]
    return f"nex/{spec.name}:{digest(parts)}"


def dockerfile(spec: ImageSpec, kind: Literal["pull", "local"]) -> str:
    """The one Dockerfile of a spec; all that it copies lies in `root/`."""
    staged = spec.ecosystem == "npm" and kind == "pull"
    entrypoint = ", ".join(f'"{part}"' for part in spec.entrypoint)
    lines = [
        "ARG BASE",
        *([f"FROM {NODE_IMAGE} AS node"] if staged else []),
        "FROM ${BASE}",
        *(["COPY --from=node /usr/local/bin/node /usr/local/bin/node"] if staged else []),
        *([f'RUN ["python3", "-c", "{COPIED}"]'] if kind == "pull" else []),
        "COPY root/ /",
        f"ENV PATH={PATH} PYTHONPATH=/{SITE} PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8",
        f"LABEL nex.image={spec.name} nex.base={kind}",
        *(f'ENV {name}="{value}"' for name, value in sorted(spec.environment.items())),
        f"CMD [{entrypoint}]",
    ]
    return "\n".join(lines) + "\n"


async def ensure_base(daemon: Daemon, choice: BaseChoice) -> Base:
    """The base: what is here already, else pulled, else (`auto`, `local`) made from this machine.

    Raises SandboxError where `pull` was demanded and does not work.
    """
    local = f"{LOCAL}:{host_fingerprint()[:32]}"
    kinds: list[tuple[Literal["pull", "local"], str]] = [("pull", PULLED), ("local", local)]
    for kind, reference in kinds:
        if choice in ("auto", kind):
            try:
                found = await _id_of(daemon, reference)
                return Base(kind, reference, found if kind == "pull" else reference)
            except Missing:
                continue
    if choice != "local":
        try:
            await daemon.ask(_pull)
            return Base("pull", PULLED, await _id_of(daemon, PULLED))
        except SandboxError as e:
            if choice == "pull":
                raise SandboxError(f"{PULLED} cannot be pulled; use --base local: {e}") from e
    await anyio.to_thread.run_sync(_import_base, daemon.api, local)
    return Base("local", local, local)


async def _id_of(daemon: Daemon, reference: str) -> str:
    return await daemon.ask(lambda api: _asked_for(api, reference))


def _asked_for(api: Api, reference: str) -> str:
    found = api.inspect_image(reference)
    if reference != PULLED:
        note_use(api, reference, found)
    return cast("str", found["Id"])


def _pull(api: Api) -> None:
    repository, _, name = PULLED.partition(":")
    api.pull(repository, name)


def _import_base(api: Api, tag: str) -> None:
    repository, _, name = tag.partition(":")
    with tempfile.NamedTemporaryFile(suffix=".tar") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            host_rootfs().write(archive)
        file.flush()
        changes = [f"ENV PATH={PATH}", "LABEL nex.base=local"]
        api.import_image_from_file(file.name, repository=repository, tag=name, changes=changes)


def _build(api: Api, spec: ImageSpec, base: Base, tag: str) -> None:
    with tempfile.TemporaryFile() as file:
        with (
            image_tree(spec, node=base.kind == "local") as tree,
            tarfile.open(fileobj=file, mode="w") as archive,
        ):
            text = dockerfile(spec, base.kind).encode()
            entry = tarfile.TarInfo("Dockerfile")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
            tree.write(archive, "root/")
        file.seek(0)
        try:
            steps = api.build(
                fileobj=file,
                custom_context=True,
                tag=tag,
                buildargs={"BASE": base.reference},
                network_mode="none",
                rm=True,
                forcerm=True,
                timeout=BUILD_SECONDS,
                decode=True,
            )
            errors = [str(step["error"]) for step in steps if "error" in step]
        except DockerException as e:
            raise SandboxError(f"image {tag} does not build: {e}") from e
    if errors:
        raise SandboxError(f"image {tag} does not build: {errors[0]}")
