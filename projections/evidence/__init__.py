"""Proof that the log was not changed: a Merkle tree over what is stored, signed checkpoints."""

from projections.evidence.checkpoint import Checkpoint, CheckpointWrong, public_key_of
from projections.evidence.inclusion import Inclusion, prove
from projections.evidence.tree import Evidence, Tampered, open_evidence

__all__ = [
    "Checkpoint",
    "CheckpointWrong",
    "Evidence",
    "Inclusion",
    "Tampered",
    "open_evidence",
    "prove",
    "public_key_of",
]
