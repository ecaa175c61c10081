"""The nouns of Esep: frozen, without input or output."""
