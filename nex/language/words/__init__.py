"""Words by themselves: inflection, names, values as words."""
