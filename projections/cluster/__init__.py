"""Bodies as shards on many machines: what a shard is, where it reads, what is done with it.

Only `projections/cluster/scheduler.py` knows Dask, and it is loaded where a scheduler is named.
"""

from projections.cluster.program import program
from projections.cluster.shards import Shard, shards_of
from projections.cluster.shared import Shared, SharedWrong
from projections.cluster.sources import FromLog, FromShared, Source
from projections.cluster.work import AssessAgain, AssessBodies, SimulateBodies, Work

__all__ = [
    "AssessAgain",
    "AssessBodies",
    "FromLog",
    "FromShared",
    "Shard",
    "Shared",
    "SharedWrong",
    "SimulateBodies",
    "Source",
    "Work",
    "program",
    "shards_of",
]
