"""The register of statements: kept with their verdicts, checked again, and exported."""
