"""The bill engine: the Act's provisions over columns, in the order of its text, integers only."""

from projections.bill_engine.assessment import Assessment
from projections.bill_engine.engine import assess, bill_taxes
from projections.bill_engine.hashing import bill_hashes
from projections.bill_engine.s37_rates import Slice, slices

__all__ = ["Assessment", "Slice", "assess", "bill_hashes", "bill_taxes", "slices"]
