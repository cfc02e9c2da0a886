"""The catalogue: third-party MCP servers, described once, pinned, added by one command."""
