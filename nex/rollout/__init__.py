"""One task, one blueprint, one model: one trajectory."""
