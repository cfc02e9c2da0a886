"""A base image made from this machine's own Python, for where none can be pulled."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from nex.errors import InputError
from nex.grounding.docker.profile import UNREADABLE
from nex.grounding.docker.tree import Tree

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
PYTHON = f"usr/local/bin/python{VERSION}"
LIBRARY = f"usr/local/lib/python{VERSION}"
LEFT_OUT = re.compile(
    r"(^|/)(test|tests|idlelib|tkinter|turtledemo|lib2to3|ensurepip|site-packages|dist-packages"
    r"|__pycache__|config-[^/]*)(/|$)|\.a$|_test|_tkinter"
)
PROGRAMS = ("sh", "env", "ls", "cat", "git")
LOADED_BY_NAME = (
    "librt.so.1", "libpthread.so.0", "libdl.so.2", "libutil.so.1", "libm.so.6", "libgcc_s.so.1",
    "libstdc++.so.6", "libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2",
)  # fmt: skip
"""Libraries that wheels and the C library open without being linked to them."""
FOLDERS = (
    "etc", "home", "opt", "proc", "root", "run", "sys", "dev", "usr/bin", "usr/lib", "usr/lib64",
    "usr/local/bin", "usr/local/lib", "var/lib", "workspace",
)  # fmt: skip
LINKS = {
    "bin": "usr/bin",
    "sbin": "usr/bin",
    "lib": "usr/lib",
    "lib64": "usr/lib64",
    "usr/local/bin/python3": f"python{VERSION}",
    "usr/local/bin/python": f"python{VERSION}",
}
TEXTS = {
    "etc/passwd": b"root:x:0:0::/root:/bin/sh\nnex:x:10001:10001::/tmp:/bin/sh\n",
    "etc/group": b"root:x:0:\nnex:x:10001:\n",
    "etc/nsswitch.conf": b"hosts: files dns\n",
}


def host_rootfs() -> Tree:
    """This Python with its standard library, a shell, git, and every library that these load.

    Raises InputError where this machine does not run what a container runs.
    """
    if platform.system() != "Linux":
        raise InputError(f"--base local needs Linux, this is {platform.system()}; use --base pull")
    tree = Tree(links=dict(LINKS), folders=dict.fromkeys(FOLDERS, 0o755))
    tree.folders |= {"tmp": 0o1777, "var/tmp": 0o1777}
    tree.files |= TEXTS
    add_standard_library(tree)
    python = Path(sys._base_executable).resolve()  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
    tree.files[PYTHON] = tree.files[UNREADABLE[1:]] = python
    tree.modes[UNREADABLE[1:]] = 0o711
    programs = [Path(found) for name in PROGRAMS if (found := shutil.which(name))]
    for program in programs:
        tree.files[f"usr/bin/{program.name}"] = program.resolve()
    extensions = [p for n, p in tree.files.items() if ".so" in n and isinstance(p, Path)]
    add_libraries(tree, [python, *programs, *extensions])
    return tree


def add_standard_library(tree: Tree) -> None:
    """The standard library, without tests and without what needs a screen, compiled."""
    for key in ("stdlib", "platstdlib"):
        root = Path(
            sysconfig.get_path(
                key, vars={"base": sys.base_prefix, "platbase": sys.base_exec_prefix}
            )
        )
        for path in root.rglob("*"):
            inner = str(path.relative_to(root))
            if not LEFT_OUT.search(inner) and path.is_file():
                tree.files[f"{LIBRARY}/{inner}"] = path
    tree.add_bytecode(LIBRARY)


def add_libraries(tree: Tree, programs: Iterable[Path]) -> None:
    """Every shared library that the programs load, where the loader looks for it."""
    named = {str(library) for library in _loaded_by_name()}
    for library in sorted({found for program in programs for found in _loads(program)} | named):
        tree.files[_place_of(library)] = Path(library).resolve()


def host_fingerprint() -> str:
    """Follows from this Python, its C library and how the tree is made; cheap to ask for."""
    made_by = [Path(__file__), Path(__file__).with_name("tree.py")]
    places = [Path(sys.executable).resolve(), Path(os.__file__).parent, *_loaded_by_name()]
    summary = hashlib.sha256(sys.version.encode())
    for source in made_by:
        summary.update(source.read_bytes())
    for place in places:
        summary.update(f"{place}\0{place.stat().st_mtime_ns}\0".encode())
    return summary.hexdigest()


def _loads(program: Path) -> set[str]:
    found = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False)
    lines = found.stdout.splitlines()
    matches = [re.search(r"=> (/\S+)", x) or re.match(r"\s*(/\S+ld-\S+)", x) for x in lines]
    return {match[1] for match in matches if match}


def _loaded_by_name() -> list[Path]:
    folders = [Path("/lib"), Path("/lib64"), Path("/usr/lib"), Path("/usr/lib64")]
    folders += sorted(Path("/lib").glob("*-linux-gnu"))
    places = [folder / name for name in LOADED_BY_NAME for folder in folders]
    return [place for place in places if place.exists()]


def _place_of(library: str) -> str:
    """Where the library goes: its own place if the system's loader looks there, else /usr/lib."""
    merged = library if library.startswith("/usr/") else f"/usr{library}"
    if re.match(r"/usr/lib(64|/[^/]*-linux-gnu)?/[^/]+$", merged):
        return merged[1:]
    return f"usr/lib/{Path(library).name}"
