"""What other people wrote, number by number."""

from esep.claims.checking import check
from esep.claims.claim import Claim, OtherNumber, Report
from esep.claims.render import render

__all__ = ["Claim", "OtherNumber", "Report", "check", "render"]
