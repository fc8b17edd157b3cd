"""One table a language: words and phrases by section; the grammars that use them are code, once for all."""
