"""make: the stages in a row, each from values to values, with progress on the way."""
