"""What the products of a run are called in their case."""

__all__ = ["DECISIONS", "DOSSIER", "SCORE"]

DOSSIER = "dossier.html"
DECISIONS = "decisions.json"
SCORE = "score.tif"
