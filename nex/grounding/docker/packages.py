"""A server's packages, resolved on this machine: nothing is installed while an image is built."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from tempfile import TemporaryDirectory

import nex
from nex.errors import InputError
from nex.grounding.docker.image_spec import ImageSpec
from nex.grounding.docker.profile import WATCHDOG
from nex.grounding.docker.rootfs import add_libraries
from nex.grounding.docker.tree import Tree

SITE = "opt/site"
SERVER = "opt/server"
NODE = "usr/local/bin/node"
SECONDS = 600.0
PIP = "-m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes"
PIP_INSTALL = (sys.executable, *PIP.split(), "--only-binary", ":all:")
COMPILE = (sys.executable, "-m", "compileall", "-q", "-j", "0")
NPM = ("--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")
NPM_LOCK = ("--package-lock-only", "--omit-lockfile-registry-resolved")
UV = "pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-config"
UV_LOCK = (*UV.split(), "--no-header", "--no-annotate")
CORE = ("mcp", "pydantic", "anyio", "orjson")
"""What a World's server needs of other people's packages."""
OWN = ("data", "language", "runtime", "worlds")
"""The rooms of nex that a World's server needs; none of them knows a task's proof."""


@contextmanager
def image_tree(spec: ImageSpec, *, node: bool) -> Generator[Tree]:
    """What an image has beside its base, for the length of the block.

    `node`: copy this machine's Node.js too. Raises InputError where packages cannot be had.
    """
    tree = Tree({WATCHDOG[1:]: Path(__file__).with_name("watchdog.py")})
    tree.files |= {path.lstrip("/"): text.encode() for path, text in spec.files.items()}
    with TemporaryDirectory(prefix="nex-") as name:
        match spec.ecosystem:
            case "pypi":
                _add_wheels(tree, spec, Path(name))
            case "npm":
                _add_modules(tree, spec, Path(name))
                if node:
                    _add_node(tree)
            case "nex":
                add_core(tree)
        yield tree


def _add_wheels(tree: Tree, spec: ImageSpec, folder: Path) -> None:
    if not spec.lock:
        return
    lock, site = folder / "requirements.txt", folder / "site"
    lock.write_text(spec.lock, encoding="utf-8")
    _run((*PIP_INSTALL, "--target", str(site), "--requirement", str(lock)), folder)
    _run((*COMPILE, str(site)), folder, mends=True)
    tree.add_folder(site, SITE, skip=("bin",))
    tree.add_bytecode(SITE)


def _add_modules(tree: Tree, spec: ImageSpec, folder: Path) -> None:
    write_package(folder, spec.packages)
    (folder / "package-lock.json").write_text(spec.lock, encoding="utf-8")
    _run((_npm(), "ci", *NPM), folder)
    tree.add_folder(folder / "node_modules", f"{SERVER}/node_modules", skip=(".bin",))


def _add_node(tree: Tree) -> None:
    found = shutil.which("node")
    if found is None:
        raise InputError(
            "this image needs Node.js, and there is none to copy: apt-get install nodejs"
        )
    node = Path(found).resolve()
    tree.files[NODE] = node
    add_libraries(tree, [node])


def add_core(tree: Tree) -> None:
    """nex's own core and the packages it needs, as they are installed here."""
    for package in sorted(installed_closure(CORE)):
        for file in distribution(package).files or ():
            if ".." not in file.parts and "__pycache__" not in file.parts:
                tree.files[f"{SITE}/{file}"] = Path(str(file.locate()))
    root = Path(nex.__file__).parent
    for name in ("__init__.py", "errors.py"):
        tree.files[f"{SITE}/nex/{name}"] = root / name
    for room in OWN:
        tree.add_folder(root / room, f"{SITE}/nex/{room}")
    tree.add_bytecode(SITE)


def core_identity() -> list[str]:
    """What `add_core` would copy, in short: versions of packages, and nex's own sources."""
    tree, root = Tree(), Path(nex.__file__).parent
    for room in OWN:
        tree.add_folder(root / room, room)
    versions = [f"{name}=={distribution(name).version}" for name in installed_closure(CORE)]
    return [*sorted(versions), tree.digest()]


def installed_closure(names: Sequence[str]) -> set[str]:
    """The packages and all they require, as far as it is installed here."""
    found: set[str] = set()
    waiting: list[tuple[str, frozenset[str]]] = [(name, frozenset()) for name in names]
    while waiting:
        name, extras = waiting.pop()
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # required elsewhere, by another system or Python
        if name not in found or extras:
            found.add(name)
            waiting += [r for r in _required(package, extras) if r[0] not in found or r[1]]
    return found


def _required(package: Distribution, extras: frozenset[str]) -> list[tuple[str, frozenset[str]]]:
    wanted: list[tuple[str, frozenset[str]]] = []
    for line in package.requires or ():
        text, _, marker = line.partition(";")
        match = re.match(r"\s*([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?", text)
        extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)", marker)
        if match and (extra is None or extra[1] in extras):
            also = frozenset((match[2] or "").replace(" ", "").split(",")) - {""}
            wanted.append((re.sub(r"[-_.]+", "-", match[1]).lower(), also))
    return wanted


def write_package(folder: Path, packages: Sequence[str]) -> None:
    """A package.json that asks for exactly these npm packages."""
    wanted = dict(package.rsplit("@", 1) for package in packages)
    text = json.dumps(
        {"name": "server", "version": "0.0.0", "private": True, "dependencies": wanted}
    )
    (folder / "package.json").write_text(text, encoding="utf-8")


def lock_packages(spec: ImageSpec) -> str:
    """Resolve an image's packages anew: the text of its lock. Needs a package index."""
    with TemporaryDirectory(prefix="nex-") as name:
        folder = Path(name)
        if spec.ecosystem == "npm":
            write_package(folder, spec.packages)
            _run((_npm(), "install", *NPM_LOCK, *NPM), folder)
            return (folder / "package-lock.json").read_text(encoding="utf-8")
        wanted, lock = folder / "requirements.in", folder / "requirements.txt"
        wanted.write_text("\n".join(spec.packages) + "\n", encoding="utf-8")
        _run((_uv(), *UV_LOCK, str(wanted), "--output-file", str(lock)), folder)
        return lock.read_text(encoding="utf-8")


def _npm() -> str:
    found = shutil.which("npm")
    if found is None:
        raise InputError("npm servers are resolved by npm, which is not here: apt-get install npm")
    return found


def _uv() -> str:
    found = shutil.which("uv")
    if found is None:
        raise InputError("locks are resolved by uv, which is not here: pip install uv")
    return found


def _run(command: Sequence[str], folder: Path, *, mends: bool = False) -> None:
    """Run a tool; InputError with its last words where it fails, unless what follows mends it."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode and not mends:
        said = " ".join((done.stderr or done.stdout).split())[-400:]
        raise InputError(
            f"{Path(command[0]).name} {command[1]} ended with {done.returncode}: {said}"
        )
