"""Random worlds for the round trip through English."""
