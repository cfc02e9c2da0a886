"""Any server of the catalogue becomes a proved environment: seed, probe, learn, draw, prove."""
