"""Every tolerance by which Esep accepts or doubts a number, in one place, each with its reason.

They are proposals fitted to a handful of real cases, not measured reader judgements.
Where only exact arithmetic decides (printed precision), there is no tolerance at all.
"""

from fractions import Fraction

# "about 100": nobody expects closer than a fortieth, and a tenth is no longer "about".
ABOUT = Fraction(1, 40)
ABOUT_LOOSE = Fraction(1, 20)

# "almost 100" promises a little less than 100: at most a tenth less.
ALMOST = Fraction(1, 10)

# A whole number of times, a third, a quarter: words rather than measurements. 1.96 and 2.01 are "twice", 1.70 is not.
WORD = Fraction(1, 20)
WORD_LOOSE = Fraction(1, 10)

# "every n-th": the share times n may be off by a tenth; beyond, it is loose while 1 / share still rounds to n.
NTH = Fraction(1, 10)

# Two bodies that count the same thing differ by late corrections, rarely by more than a hundredth (565, 566 murders).
SAME_COUNT = Fraction(1, 100)

# A level that is printed wrong keeps its size: digits are swapped, a neighbouring year or row is taken. One that is
# more than ten times off is a number that counts something else, and is called open rather than wrong.
LARGEST_MISSTATEMENT = Fraction(10)

# Lateness and nowcasts (shared settings of docs/methods/nowcast.md; run once on St. Louis, not tuned).
# What is registered more than a year after its month is told as a constant, not estimated.
DELAY_MONTHS = 12
# Delays change: the last year and a half says how they are now, and has half a year of months that are complete.
NOWCAST_WINDOW = 18
# Earlier nowcasts whose errors give the width of the interval.
NOWCAST_CUTOFFS = 10
# With less than a year of registration nobody knows what a year of delay looks like.
NOWCAST_LEAST_MONTHS = 12
# Multiplying what is known by more than three gives noise a voice (NobBS, week of 1 October 1990: 10 known, 75 came).
NOWCAST_LEAST_COMPLETENESS = Fraction(3, 10)
# With more than a twentieth missing, lateness alone looks like a fall that a release would report.
COMPARABLE_COMPLETENESS = Fraction(19, 20)
# The last months of quarters are a third of a year; three fifths of its registrations are no coincidence.
# Of fewer registrations in that year chance alone could put so many there.
BATCH_SHARE = Fraction(3, 5)
BATCH_LEAST = 60

# A base year is near a peak if it is the top of the three years to each side, or first or second of all.
BASE_WINDOW_YEARS = 3
BASE_TOP_RANK = 2
BASE_MIN_YEARS = 5

# Joinpoint regression (statistics/joinpoint.py). A line through fewer than seven years says nothing that its first and
# last year do not; three points are the fewest that can show a line to be wrong. Two joinpoints are the most whose
# false alarms were simulated, one needs seven years, two need twelve.
JOINPOINT_MIN_POINTS = 7
# A shift of level is suggested where it has this much less BIC than any broken line: strong evidence in the scale of
# Kass and Raftery (1995, JASA 90:773). The page on trends says how often it is wrong.
SHIFT_EVIDENCE = 6.0
# A stretch whose variance is a millionth of its neighbour's has no scatter: beyond, doubles no longer tell the tails.
NO_SCATTER = 1e-6
JOINPOINT_MIN_GAP = 3
JOINPOINT_TWO_FROM = 12
# The price of a joinpoint, in ln n / n; it rises where neighbouring residuals go together, which looks like a bend.
JOINPOINT_PENALTY = 3
JOINPOINT_PENALTY_CORRELATED = 4
JOINPOINT_CORRELATED = 0.3
# A last stretch of fewer years is a direction, not a trend.
TREND_SEGMENT_MIN = 4

# What drove a change: 2^6 values of the rate are cheap, and nobody reads a sentence with seven effects.
MOST_FACTORS = 6
# Simpson warning: the total moves one way while parts with two thirds of the weight move the other way.
AGAINST_MOST = Fraction(2, 3)
# A severity index rests on its heaviest class; under 20 cases of it one more case moves the index by several per cent.
SEVERITY_MIN_COUNT = 20

# Monthly monitoring (statistics/early_warning, charts, seasonal). A season is removed only if it explains nearly two
# thirds of what moves around the trend (Fs), and only from three full years on; five give steady factors.
SEASON_STRENGTH = 0.64
SEASON_MONTHS = 36
SEASON_GOOD_MONTHS = 60

# Farrington-Noufaily for months: five years, the month with one neighbour to each side, the last half year left out
# because an outbreak that has begun must not raise its own limit; residuals above 2.58 (1 %) are past outbreaks.
FARRINGTON_YEARS = 5
FARRINGTON_WINDOW = 1
FARRINGTON_EXCLUDED = 6
FARRINGTON_RESIDUAL = 2.58
# One month in a hundred may be called an unusual rise for nothing: it is published.
FARRINGTON_ALPHA = 0.01
# With fewer offences in the whole history, twelve months and a trend are more numbers than they can carry.
FARRINGTON_LEAST = 20

# EARS: the seven periods before, three standard deviations, a guard of two for C2 (Hutwagner et al. 2003).
EARS_MONTHS = 7
EARS_DEVIATIONS = 3.0
EARS_GUARD = 2

# Control charts: eight values in a row on one side of the centre, moving ranges above 3.5 times their mean dropped
# once (Nelson 1982); ten years make the limits, fewer than six make none.
CHART_RUN = 8
CHART_SCREEN = 3.5
CHART_YEARS = 10
CHART_LEAST_YEARS = 6

# Regions compared: overdispersion needs eight of them, one expected event for a judgement, a tenth at each end is
# drawn in before the spread is measured. Ranks are drawn often enough that their interval does not move.
FUNNEL_AREAS = 8
FUNNEL_LEAST_EXPECTED = 1
FUNNEL_WINSORISED = 0.1
RANK_DRAWS = 10_000

# A dated measure: each calendar month twice before it and once after, or season and measure cannot be told apart.
EFFECT_BEFORE = 24
EFFECT_AFTER = 12
# A quarter of a year: how far one month's residual is allowed to reach into the next ones.
EFFECT_LAGS = 3
# Neighbouring months that go together widen an interval by the square root of (1 + r) / (1 - r), at most threefold.
EFFECT_MOST_CORRELATED = 0.8
# A tenfold jump or pace, in per cent: a fit that finds more has lost its way among months without offences.
EFFECT_LARGEST = 1000

# How far a change may be worded (docs/methods/wording.md). One convention for tests and intervals everywhere.
CONFIDENCE = 0.95
ALPHA = 0.05

# Under twenty events a per cent says more than the counts do: one event more or fewer moves it by five points or more.
# A convention of ours; others hide per cents under 23 or not at all.
SMALL_COUNT = 20

# The usual movement of a series is taken from its last eight changes: fewer are a poor measure, more reach back into
# another time. Fixed before it was tried on any series. With fewer than five of its own the siblings are asked; with
# fewer than three points of its own there is nothing that they could stand in for.
HISTORY_CHANGES = 8
HISTORY_MIN_CHANGES = 5
HISTORY_MIN_POINTS = 3

# Dispersion is taken from the five years before: twelve seasons and a slope leave 47 degrees of freedom. Two years
# leave eleven, which Student's t makes wide; with less, siblings are asked.
DISPERSION_MONTHS = 60
DISPERSION_MIN_MONTHS = 24

# The word "declining" needs eight comparable years: the rank test of fewer finds next to nothing.
TREND_MIN_YEARS = 8

# Kendall's test of months looks at the last two years, as the Bureau of Crime Statistics of New South Wales does.
TREND_MONTHS = 24

# A scan may be wrong in a tenth of what it points at: its readers look further, they do not act on it alone.
SCAN_FALSE_SHARE = 0.10

# A change of the population that moves a change per head by a point or more is worth saying.
POPULATION_MOVED = 0.01

# Public Health England takes the exact interval under ten events, and prints no standardised rate of fewer in all.
BYAR_FROM = 10
STANDARDISED_MIN = 10

# From a thousand events on the interval of a rate is within 7 per cent of it and hides more than it shows, unless areas
# are compared. Under `SMALL_COUNT` a rate has no decimals.
INTERVAL_BELOW = 1000

# A base year flatters (M1) if it is first or second, or among the first tenth, from the side that helps the statement,
# and gives more than one and a quarter times what the median base gives: less is what any base might give.
BASE_TOP_SHARE = Fraction(1, 10)
BASE_ABOVE_MEDIAN = Fraction(5, 4)
BASE_MEAN_YEARS = 5

# Outlooks (statistics/outlook.py). Eight changes, half their mean and three years are what was tried on real series
# (docs/methods/outlook.md): with less history the spread is a guess, further ahead fewer than nine in ten hold.
OUTLOOK_CHANGES = 8
OUTLOOK_MIN_CHANGES = 5
OUTLOOK_DRIFT = 0.5
OUTLOOK_HORIZON = 3
OUTLOOK_ZERO_YEARS = 5
OUTLOOK_MONTHS = 12
OUTLOOK_MIN_MONTHS = 48

# A year to date of fewer months is no estimate of a year (M11).
YEAR_TO_DATE_MIN_MONTHS = 6

# A population on a day stands for a period if that day is at most a year from it: it changes by one or two per cent.
POPULATION_DAYS = 366
