"""Sandboxes: where tool servers really run, and the one door to MCP clients."""
