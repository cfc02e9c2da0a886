"""From a spec to a World: layout, forms, passes, the report of what was understood."""
