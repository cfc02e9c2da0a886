"""The MCP server of a repository: a shell, and tools to read, find and change files.

Runs inside a container, as the same user as what the shell starts: nothing it says is believed,
the workspace is read from outside. What a shell prints is bounded, and what differs from run to
run in it (durations, addresses) is masked, so that a replay reads the same.
"""

from __future__ import annotations

import fnmatch
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

HOME = Path("/workspace")
MOST_SHOWN = 12_000
"""Characters of one answer."""
MOST_LINES = 400
MOST_SECONDS = 120
"""Less than a caller waits for one answer."""
SPOOL = 4 << 20
DURATION = re.compile(r"\bin \d+\.\d+s\b")
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
SKIPPED = (".git", "__pycache__", ".pytest_cache")
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin"),
    "PYTHONPATH": f"{os.environ.get('PYTHONPATH', '')}:{HOME}/src",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTEST_ADDOPTS": "-p no:cacheprovider",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "COLUMNS": "100",
}

server = MCPServer("python-project", log_level="ERROR")


def main() -> None:
    """Serve on stdin and stdout until they close."""
    os.chdir(HOME)
    server.run("stdio")


@server.tool(structured_output=False)
def shell(command: str, seconds: int = 30) -> str:
    """Run a command with sh in the root of the repository; its output, then its exit code.

    It is ended after `seconds` (at most 120). Long output is cut in the middle.
    """
    limit = max(1, min(seconds, MOST_SECONDS))
    with TemporaryFile() as file:
        process = subprocess.Popen(
            ["/bin/sh", "-c", command],
            cwd=HOME,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            end = f"exit code {process.wait(limit)}"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            end = f"ended after {limit} s"
        file.seek(0)
        said = file.read(SPOOL).decode("utf-8", "replace")
    return cut(masked(said)).rstrip("\n") + f"\n[{end}]"


@server.tool(structured_output=False)
def read_file(path: str, first: int = 1, last: int = 0) -> str:
    """The lines of a text file, numbered; `first` and `last` choose some (0: to the end)."""
    lines = text_at(path).splitlines()
    start = max(first, 1)
    end = min(last or len(lines), len(lines), start + MOST_LINES - 1)
    shown = [f"{n:>5}  {lines[n - 1]}" for n in range(start, end + 1)]
    rest = f"\n[{len(lines)} lines in all]" if end < len(lines) or start > 1 else ""
    return cut("\n".join(shown)) + rest


@server.tool(structured_output=False)
def write_file(path: str, content: str) -> str:
    """Write a text file, whole; folders are made as needed."""
    at = place(path)
    try:
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_text(content, encoding="utf-8")
    except OSError as e:
        raise ToolError(f"{path} cannot be written: {e.strerror}") from e
    return f"wrote {path}: {len(content.splitlines())} lines"


@server.tool(structured_output=False)
def replace_text(path: str, old: str, new: str, line: int = 0) -> str:
    """Replace a text that occurs once in a file; `line` says which where it occurs more often."""
    at, text = place(path), text_at(path)
    found = [found.start() for found in re.finditer(re.escape(old), text)] if old else []
    if line:
        found = [start for start in found if text.count("\n", 0, start) + 1 == line]
    if len(found) != 1:
        raise ToolError(f"{path}: the text occurs {len(found)} times; it must be once")
    start = found[0]
    at.write_text(text[:start] + new + text[start + len(old) :], encoding="utf-8")
    number = text.count("\n", 0, start) + 1
    return f"replaced in {path}, line {number}"


@server.tool(structured_output=False)
def list_files(folder: str = ".") -> str:
    """Every file under a folder, with the number of its bytes."""
    paths = list(files(place(folder)))
    return cut("\n".join(f"{name(path)}  {path.stat().st_size}" for path in paths)) or "no files"


@server.tool(structured_output=False)
def find_files(pattern: str) -> str:
    """Files whose path or name fits a pattern such as *.py or tests/*."""
    fits = [
        name(path)
        for path in files(HOME)
        if fnmatch.fnmatch(name(path), pattern) or fnmatch.fnmatch(path.name, pattern)
    ]
    return cut("\n".join(fits)) or "no files"


@server.tool(structured_output=False)
def search_text(text: str, folder: str = ".") -> str:
    """Lines of files under a folder that hold a text: path:line: content."""
    found: list[str] = []
    for path in files(place(folder)):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [f"{name(path)}:{n}: {line}" for n, line in enumerate(lines, 1) if text in line]
    return cut("\n".join(found[:MOST_LINES])) or "no lines"


def place(path: str) -> Path:
    """Where a path of a call lies; ToolError outside of the repository."""
    at = (HOME / path).resolve()
    if not at.is_relative_to(HOME):
        raise ToolError(f"{path!r} lies outside of the repository")
    return at


def text_at(path: str) -> str:
    """The text of a file; ToolError where there is none."""
    try:
        return place(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise ToolError(f"{path}: no text can be read there: {e}") from e


def name(path: Path) -> str:
    """The path as calls write it."""
    return str(path.relative_to(HOME))


def files(folder: Path) -> Iterator[Path]:
    """The regular files under a folder, in order."""
    if folder.is_file():
        yield folder
        return
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(HOME).parts
        if path.is_file() and not path.is_symlink() and not any(p in SKIPPED for p in parts):
            yield path


def masked(text: str) -> str:
    """The text without what differs from run to run."""
    return ADDRESS.sub("0x0", DURATION.sub("in 0.00s", text))


def cut(text: str) -> str:
    """The text, or its beginning and its end."""
    if len(text) <= MOST_SHOWN:
        return text
    half = MOST_SHOWN // 2
    left = len(text) - 2 * half
    return f"{text[:half]}\n[{left} characters left out]\n{text[-half:]}"
