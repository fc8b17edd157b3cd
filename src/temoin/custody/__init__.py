"""The case folder: unaltered exhibits, a ledger that can only grow, and all that was worked out from them."""

from temoin.custody.beside import LARGE_ROWS
from temoin.custody.casestore import CaseStore, utc_now
from temoin.custody.cog import COG
from temoin.custody.folder import hash_file
from temoin.custody.layers import Layers
from temoin.custody.ledger import Draft, canonical, chain_problem, entry_hash, step_key
from temoin.custody.memory import MemoryPlace, MemoryStore
from temoin.custody.opening import open_case
from temoin.custody.origins import make_origin
from temoin.custody.search import Hit
from temoin.custody.store import Store

__all__ = [
    "COG",
    "LARGE_ROWS",
    "CaseStore",
    "Draft",
    "Hit",
    "Layers",
    "MemoryPlace",
    "MemoryStore",
    "Store",
    "canonical",
    "chain_problem",
    "entry_hash",
    "hash_file",
    "make_origin",
    "open_case",
    "step_key",
    "utc_now",
]
