"""Dialects of tools: how calls are said in one, and how its replies read."""
