"""A World made executable: state, conditions, actions, tools, verdicts, plans, an MCP server."""
