"""The parts of H2OFrame, by topic; `heavywater.frame` puts them together."""
