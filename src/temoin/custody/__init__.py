"""The case folder: unaltered exhibits, a ledger that can only grow, and all that was worked out from them."""

from temoin.custody.accesslog import read_access_log
from temoin.custody.beside import LARGE_ROWS
from temoin.custody.casestore import CaseStore, utc_now
from temoin.custody.cog import COG
from temoin.custody.folder import hash_file
from temoin.custody.layers import Layers
from temoin.custody.ledger import Draft, canonical, chain_problem, entry_hash, step_key
from temoin.custody.memory import MemoryStore
from temoin.custody.memoryvault import MemoryPlace
from temoin.custody.opening import open_case
from temoin.custody.provenance import make_provenance
from temoin.custody.seal import SEAL, Seal, seal_of
from temoin.custody.search import Hit
from temoin.custody.store import Store

__all__ = [
    "COG",
    "LARGE_ROWS",
    "SEAL",
    "CaseStore",
    "Draft",
    "Hit",
    "Layers",
    "MemoryPlace",
    "MemoryStore",
    "Seal",
    "Store",
    "canonical",
    "chain_problem",
    "entry_hash",
    "hash_file",
    "make_provenance",
    "open_case",
    "read_access_log",
    "seal_of",
    "step_key",
    "utc_now",
]
