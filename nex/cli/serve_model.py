"""`nex serve --model`: a model as an OpenAI-compatible endpoint on loopback."""

from __future__ import annotations

import anyio

from nex.cli.console import console
from nex.cli.exits import OK
from nex.models import endpoint
from nex.models.resolve import closing, resolve


def serve_model(name: str, *, base_url: str | None, port: int) -> int:
    """Serve until a signal comes."""
    model = resolve(name, base_url=base_url)
    screen = console()

    def announce(url: str) -> None:
        screen.print(f"  {model.name} at {url}   (any key)")
        screen.print(f"  export OPENAI_BASE_URL={url} OPENAI_API_KEY=any")
        screen.print("  ends at Ctrl-C")

    async def run() -> None:
        async with closing(model):
            await endpoint.serve_model(model, port, announce)

    anyio.run(run)
    return OK
