"""Python source as text to be edited: places where it can go wrong by one small slip."""
