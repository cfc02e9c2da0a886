"""The file formats in which real servers keep their state, read and written as pure data."""
