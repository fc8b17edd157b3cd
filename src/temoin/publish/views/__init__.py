"""What the dossier's template prints, section by section: values in, printable rows out."""
