"""How the documentation is built; a warning is an error."""

from __future__ import annotations

import temoin

project = "temoin"
author = "The temoin authors"
project_copyright = "2026, the temoin authors"
version = release = temoin.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "temoin"
html_static_path = ["_static"]
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
# Types in docstrings are words for people ("m²", "shape (rows, columns)"); the signatures carry the real ones.
nitpick_ignore_regex = [("py:.*", ".*")]
suppress_warnings = ["autosummary"]
