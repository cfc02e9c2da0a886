"""Drafts of specs from what people have: SQL tables, an OpenAPI description, a table of rows."""
