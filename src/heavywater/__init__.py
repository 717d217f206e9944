"""Heavywater: H2O-3 without the JVM."""
