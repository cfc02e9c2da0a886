"""From a World to a spec, in many wordings."""
