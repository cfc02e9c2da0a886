"""Everything that can sit in a model's seat."""
