"""The stock of a small warehouse, in batches."""
