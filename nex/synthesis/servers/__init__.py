"""Tasks on real servers: a typical workspace, what was learned by probing, chains, their proofs."""
