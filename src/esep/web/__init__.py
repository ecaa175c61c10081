"""The server: the API and the pages of the explorer over one shelf of datasets."""

from esep.web.app import create_app

__all__ = ["create_app"]
