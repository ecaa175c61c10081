"""Charts and colours: specs in which every place is computed, one table of colours, drawings that stand in any page."""
