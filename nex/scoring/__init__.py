"""The axes: complexity, diversity, fidelity, and incoherence; whole batches, after the fact."""
