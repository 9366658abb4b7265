"""The same law on the same rows in other tools, each as its own users would write it.

What all of them model: value with depreciation (s.35), shares of mixed use (s.38), exempt shares
(s.8), farms up to their limit per person and body (s.40), main residences (s.41), the six ladders
(s.94), vacancy (s.43), standing reductions (s.55), one rounding a line, the sum of each bill.
What none of them models: ordinances, relief (s.56, s.57), s.97, ladders of several lines. The
peers return the bills only; the engine also returns every step that explains them.
"""
