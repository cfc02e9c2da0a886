"""Workflows whose members report: what the runtime's workflows pass on between agents at work."""
