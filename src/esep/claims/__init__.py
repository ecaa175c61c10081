"""What other people wrote, number by number."""

from esep.claims.claim import Claim, OtherNumber, Report
from esep.claims.reports.render import render
from esep.claims.statement import check

__all__ = ["Claim", "OtherNumber", "Report", "check", "render"]
