"""The Merkle tree over the log, its checkpoints and proofs."""
