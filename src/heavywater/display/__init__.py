"""How objects are shown: text for terminals, HTML for notebooks."""
