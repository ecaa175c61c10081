"""Data over HTTP: questions, cells, vintages and checks at fixed addresses, in the forms that tools read."""

from esep.api.app import create_api

__all__ = ["create_api"]
