"""The image of code environments: Python, pytest, our MCP server, our judge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nex.grounding.catalogue.entry import Server, read_server

NAME = "python-project"
HERE = Path(__file__).parent
PACKAGE = "/opt/code/nex"
EMPTY = '"""What runs inside of a container."""\n'
FOLDERS = ("", "grounding/", "grounding/code/", "language/")
JUDGE = (
    "python",
    "-P",
    "-c",
    "import sys; sys.path.append('/opt/code'); "
    "from nex.grounding.code.inside.judge import main; main()",
)
"""Starts the judge instead of the server."""


def project_server() -> Server:
    """The server that works on a project, with all that its container runs."""
    server = read_server(HERE / "image")
    files = {f"{PACKAGE}/{folder}__init__.py": EMPTY for folder in FOLDERS}
    for path in sorted((HERE / "inside").glob("*.py")):
        files[f"{PACKAGE}/grounding/code/inside/{path.name}"] = path.read_text(encoding="utf-8")
    return replace(server, image=server.image.model_copy(update={"files": files}))
