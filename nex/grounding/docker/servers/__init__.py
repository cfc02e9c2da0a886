"""Third-party servers as images: one folder each, with its pins and its lock."""

from __future__ import annotations

from pathlib import Path

SERVERS = Path(__file__).parent
