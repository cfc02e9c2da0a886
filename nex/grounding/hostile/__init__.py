"""The kit of hostile MCP servers: standard library only, so that it runs wherever Python does."""
