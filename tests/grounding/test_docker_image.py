"""An image's tag follows from all that it is made from, and from nothing else."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from pydantic import ValidationError

from nex.errors import InputError
from nex.grounding.docker.container import Program
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.docker.image import (
    Base,
    build_on,
    dockerfile,
    ensure_base,
    ensure_image,
    tag_of,
)
from nex.grounding.docker.image_spec import ImageSpec, read_image_spec, write_image_spec
from nex.grounding.docker.packages import image_tree, installed_closure
from nex.grounding.docker.server import open_server
from nex.grounding.docker.servers import SERVERS
from nex.grounding.docker.tree import Tree
from tests.grounding.containers import ODD, said

TIME = ImageSpec(
    name="time",
    ecosystem="pypi",
    packages=("mcp-server-time==2026.10.19",),
    entrypoint=("python", "-m", "mcp_server_time"),
    lock="a==1 --hash=sha256:00\n",
)
LOCAL = Base("local", "nex/base:1", "nex/base:1")


def test_a_dockerfile_is_the_same_every_time() -> None:
    assert dockerfile(TIME, "local") == (
        "ARG BASE\n"
        "FROM ${BASE}\n"
        "COPY root/ /\n"
        "ENV PATH=/usr/local/bin:/usr/bin:/bin PYTHONPATH=/opt/site PYTHONDONTWRITEBYTECODE=1 "
        "LANG=C.UTF-8\n"
        "LABEL nex.image=time nex.base=local\n"
        'CMD ["python", "-m", "mcp_server_time"]\n'
    )


def test_an_npm_image_on_a_pulled_base_takes_node_from_its_own_image() -> None:
    spec = TIME.model_copy(update={"ecosystem": "npm"})
    assert "FROM node:22-slim AS node" in dockerfile(spec, "pull")
    assert "COPY --from=node" in dockerfile(spec, "pull")
    assert "node" not in dockerfile(spec, "local")


@pytest.mark.docker
@pytest.mark.anyio
async def test_an_image_on_a_pulled_base_serves_too() -> None:
    async with open_daemon() as daemon:
        local = await ensure_base(daemon, "local")
        pulled = Base("pull", local.reference, "as if it had been pulled")
        image = await build_on(daemon, ODD, pulled)
        async with open_server(daemon, Program(image.id, ODD.entrypoint)) as served:
            assert await said(served.client, "echo", "here") == "here"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "clock"},
        {"packages": ("mcp-server-time==2026.10.20",)},
        {"entrypoint": ("python",)},
        {"files": {"/opt/x": "y"}},
        {"environment": {"HOME": "/workspace"}},
        {"lock": "a==2 --hash=sha256:00\n"},
    ],
)
def test_whatever_changes_gives_another_tag(change: dict[str, object]) -> None:
    tag = tag_of(TIME, LOCAL)
    assert tag == tag_of(TIME.model_copy(), LOCAL)
    assert tag != tag_of(TIME.model_copy(update=change), LOCAL)


def test_another_base_gives_another_tag() -> None:
    assert tag_of(TIME, LOCAL) != tag_of(TIME, Base("local", "nex/base:2", "nex/base:2"))
    name, _, digest = tag_of(TIME, LOCAL).partition(":")
    assert (name, len(digest)) == ("nex/time", 64)


@pytest.mark.parametrize("package", ["mcp-server-time", "mcp>=1", "mcp==1.*", "x@latest", "-r x"])
def test_what_is_not_pinned_is_refused(package: str) -> None:
    with pytest.raises(ValidationError, match="no exact pin"):
        ImageSpec(name="x", ecosystem="pypi", packages=(package,), entrypoint=("x",))


@pytest.mark.parametrize("part", ['a"', "a\nRUN x", "$HOME", "\\"])
def test_nothing_gets_into_a_dockerfile_but_plain_text(part: str) -> None:
    with pytest.raises(ValidationError):
        ImageSpec(name="x", ecosystem="pypi", entrypoint=(part,))
    with pytest.raises(ValidationError):
        ImageSpec(name="x", ecosystem="pypi", entrypoint=("x",), environment={"A": part})


@pytest.mark.parametrize("path", ["etc/passwd", "/opt/../../x", "../x"])
def test_a_file_has_its_place_in_the_image(path: str) -> None:
    with pytest.raises(ValidationError, match="no absolute path"):
        ImageSpec(name="x", ecosystem="pypi", entrypoint=("x",), files={path: ""})


def test_a_description_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_image_spec(tmp_path / "time", TIME)
    assert read_image_spec(tmp_path / "time") == TIME
    with pytest.raises(InputError, match="no image is described here"):
        read_image_spec(tmp_path)


def test_every_shipped_server_is_pinned_and_locked_with_hashes() -> None:
    for folder in sorted(SERVERS.iterdir()):
        if folder.is_dir() and (folder / "image.json").exists():
            spec = read_image_spec(folder)
            assert spec.name == folder.name
            names = [p.replace("==", "@").rpartition("@")[0] for p in spec.packages]
            assert all(name in spec.lock for name in names)
            assert ("--hash=sha256:" if spec.ecosystem == "pypi" else '"integrity"') in spec.lock


def test_a_tree_gives_the_same_bytes_twice(tmp_path: Path) -> None:
    source = tmp_path / "pack"
    source.mkdir()
    (source / "b.py").write_text("B = 1\n", encoding="utf-8")
    (source / "a.txt").write_text("a", encoding="utf-8")
    archives = [archive_of(source) for _ in range(2)]
    assert archives[0] == archives[1]
    with tarfile.open(fileobj=io.BytesIO(archives[0])) as archive:
        assert {entry.mtime for entry in archive} == {0}
        archive.extractall(tmp_path / "out", filter="data")
    (tmp_path / "out/site/b.py").write_text("B = 2\n", encoding="utf-8")
    code = "import b; print(b.B)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(tmp_path / "out/site")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "1\n", "the bytecode is used without a look at the source"


def archive_of(source: Path) -> bytes:
    tree, file = Tree(links={"bin": "usr/bin"}, folders={"tmp": 0o1777}), io.BytesIO()
    tree.add_folder(source, "site")
    tree.add_bytecode("site")
    with tarfile.open(fileobj=file, mode="w") as archive:
        tree.write(archive)
    return file.getvalue()


def test_the_worlds_image_holds_the_core_and_no_proof() -> None:
    spec = ImageSpec(name="world", ecosystem="nex", entrypoint=("python",))
    with image_tree(spec, node=False) as tree:
        names = set(tree.files)
    assert "opt/site/nex/worlds/piped.py" in names
    rooms = {name.split("/")[3] for name in names if name.startswith("opt/site/nex/")}
    assert rooms.isdisjoint({"synthesis", "scoring", "models", "environment", "pipeline"})
    assert {"mcp", "pydantic", "anyio", "orjson"} <= installed_closure(("mcp", "orjson"))


@pytest.mark.docker
@pytest.mark.anyio
async def test_an_image_is_built_once() -> None:
    async with open_daemon() as daemon:
        first, again = await ensure_image(daemon, ODD), await ensure_image(daemon, ODD)
    assert first == again
    assert first.id.startswith("sha256:")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
