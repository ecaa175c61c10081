"""What a text has been about so far, so that a sentence may leave it out: offence, period, region, scope.

What is taken over is *settled* while the text has named only one of its kind; then a number may be judged by it. Once
there were several it is only the likeliest reading, and no verdict of wrong can rest on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.understood import names_unknown
from esep.claims.periods.against import Frame, points_back
from esep.claims.periods.columns import Columns
from esep.claims.periods.tables import Table
from esep.claims.place import POPULATION, TOTAL, Place, is_outcome
from esep.claims.reading import Reading
from esep.claims.readings.regions import is_dateline, is_frame, is_set_beside
from esep.language.roles import find_words
from esep.model.definition import Definition
from esep.model.period import Period

LINE_ENDS = "\n"
SENTENCE_ENDS = (".", "!", "?")
# What parts the columns of a table, whose heads are of several kinds.
COLUMN_MARKS = "|\t"
# "Offences", "criminal offences" are everybody's words; "crimes against liberty" is the name of a kind.
NAME_WORDS = 3
MONTHS_OF_YEAR = 12
# So many kinds in one sentence are a list of what a whole consists of.
FEWEST_KINDS = 3
SHARES = ("share", "one_in_n")


@dataclass
class Topic:
    """The state of the discourse: what was named last, what was named first, and all that was named so far.

    `begun` is the period that numbers had before any was named; `is_whole_begun` where they were told before any region
    was, so that they are those of the whole. `headed` is the kind that a heading names, until its passage ends;
    `is_headed` right behind it. `is_yearly` where the data have whole years only: then a month or a
    quarter is named in passing, and no text goes on about it.
    """

    scope: str = ""
    default_region: str = ""
    definition: Definition | None = None
    measure: str = ""
    main_measure: str = ""
    attribute: str = ""
    main_attribute: str = ""
    is_attribute_open: bool = False
    is_kind_named: bool = False
    is_kind_open: bool = False
    share: Reading | None = None
    summed: Reading | None = None
    levels: list[tuple[Mention, Reading]] = field(default_factory=list)
    period: Period | None = None
    region: str = ""
    main_region: str | None = None
    counted: list[str] = field(default_factory=list)
    measures: set[str] = field(default_factory=set)
    periods: set[Period] = field(default_factory=set)
    asides: set[Period] = field(default_factory=set)
    frame: Frame | None = None
    past_frame: Frame | None = None
    day: Period | None = None
    columns: Columns | None = None
    table: Table | None = None
    regions: set[str] = field(default_factory=set)
    begun: Period | None = None
    is_yearly: bool = False
    is_whole_told: bool = False
    is_whole_begun: bool = False
    headed: str = ""
    is_headed: bool = False

    def enter(self, sentence: Sentence, found: Found) -> None:
        """Take in what a sentence names before its numbers are read."""
        places = take_between(found.places, sentence.start, sentence.end)
        self._enter_scope(places)
        self.regions |= {place.code for place in places if place.kind == "region"}
        named = [p.code for p in places if p.kind == "measure" and not p.is_anaphoric]
        self.measures |= {p.code for p in places if p.kind == "measure" and _is_telling(p, found)}
        self.is_kind_named = self.is_kind_named or any(code != POPULATION for code in named)
        # Before any kind is named a word that is not understood may be what the text is about.
        is_open = self.is_kind_open or names_unknown(sentence, found)
        self.is_kind_open = is_open and not self.is_kind_named
        before = found.text[max(0, sentence.start - 2) : sentence.start]
        if before == 2 * LINE_ENDS and not self.is_headed:
            self.headed = ""
        if any(mark in before for mark in LINE_ENDS):
            self.frame = None
            self.periods -= self.asides
            # What a text opened with it comes back to, where several regions were named since.
            if self.is_whole_begun:
                self.region = ""
            elif self.main_region is not None:
                self.region = self.main_region
        is_answer = found.text[: sentence.start].rstrip().endswith("?")
        if not named and not is_answer and any(mark in before for mark in LINE_ENDS) and sentence.start > 0:
            self.measure, self.attribute = self.headed or self.main_measure, self.main_attribute
            self.is_attribute_open = False

    def _enter_scope(self, places: Iterable[Place]) -> None:
        named = [place.code for place in places if place.kind == "scope"]
        self.scope = named[0] if named else self.scope

    def _keep_region(self, sentence: Sentence, found: Found) -> None:
        """Remember the region that a sentence is about; the whole, where it is only set beside a part, is not that."""
        places = take_between(found.places, sentence.start, sentence.end)
        named = [place for place in places if place.kind == "region"]
        inner = self._list_inner({place.code for place in named})
        is_told = any(p.code == self.default_region and not self._is_aside(p, sentence, found) for p in named)
        self.is_whole_told = self.is_whole_told or is_told
        counts = [m for m in take_between(found.mentions, sentence.start, sentence.end) if m.operator == "level"]
        if counts and all(m.part_of for m in counts):
            return
        if inner or is_told:
            self.region = min(inner) if len(inner) == 1 else ""
            opens = sentence.start <= found.sentences[:2][-1].start
            is_either = bool(inner) and any(p.code == self.default_region for p in named)
            opens = opens and not is_either and not is_dateline(named[0], found.text)
            self.main_region = self.region if self.main_region is None and opens else self.main_region

    def _is_aside(self, whole: Place, sentence: Sentence, found: Found) -> bool:
        """Return whether a text on one region names the whole territory only to set it beside that region."""
        is_framed = bool(self.region) and is_frame(whole, sentence, found)
        return is_framed or is_set_beside(whole, sentence, found)

    def _list_inner(self, named: set[str]) -> set[str]:
        """Return the regions of a sentence without those that only hold another one of them: Halifax, Nova Scotia."""
        regions = self.definition.regions if self.definition is not None else None
        around = {wider for code in named if regions and code in regions for wider in regions.lineage(code)[1:]}
        return named - around - {self.default_region}

    def count(self, measure: str, definition: Definition) -> None:
        """Remember what a number counts; a rate of clearance counts nothing that a later number could be of."""
        code = definition.measures.find(measure)
        if code is not None and code.kind != "share":
            self.measure = measure

    def leave(self, readings: list[Reading], sentence: Sentence, found: Found) -> None:
        """Remember what the numbers of a sentence were about."""
        is_own_share = bool(self.region) and all(r.whole_region and r.region == self.region for r in readings)
        self.is_headed = False
        is_first = not self.regions - {self.default_region}
        self.is_whole_begun = self.is_whole_begun or (is_first and bool(readings))
        if not (is_own_share or _only_has_share(readings, sentence, found)):
            self._keep_region(sentence, found)
        self._leave_kinds(readings)
        self._keep_attribute(readings)
        self.share = next((reading for reading in reversed(readings) if reading.whole), None)
        self.summed = next((reading for reading in reversed(readings) if reading.kinds), None)
        for reading in readings:
            self.main_measure = self.main_measure or reading.measure or self.measure
        if any(r.period == self.period and r.base_period in self.asides for r in readings):
            # A change from what was recalled is one of the period spoken of: the text is back there.
            self.periods -= self.asides
        named = [r.period for r in readings if r.is_period_settled and r.period is not None]
        named = [period for period in named if not self._is_passing(period)]
        told = [r.period for r in readings if r.period is not None]
        # "3,474 (in 2023: 3,097)": what is only recalled is not what the text goes on with.
        is_recalled = self.period is None and bool(named) and max(told) > max(named)
        if named and not is_recalled:
            latest = max(named, key=lambda period: (period.end, -period.days))
            self.periods.add(latest)
            spoken_of = self.period or self.begun
            # What a headline seemed to be of overlaps the year that the text then names: it is that one.
            is_same = self.period is None and spoken_of is not None and latest.end > spoken_of.start
            is_aside = spoken_of is not None and (
                _is_aside(latest, spoken_of) or _peaks(latest, spoken_of, sentence, found)
            )
            if is_aside and not is_same:
                self.asides.add(latest)
            else:
                self.period = latest
                self.asides.discard(latest)
        elif told and self.period is None and not _looks_back(sentence, found):
            self.begun = max(told) if self.begun is None else max(self.begun, *told)

    def _leave_kinds(self, readings: list[Reading]) -> None:
        """Go back to what a text is about after a list of its kinds: of none of them is the next number likelier."""
        kinds = {reading.measure for reading in readings}
        codes = [self.definition.measures.find(kind) for kind in kinds] if self.definition is not None else []
        are_parts = all(code is not None and code.parent == self.main_measure for code in codes)
        is_list = are_parts and len(kinds) >= FEWEST_KINDS
        self.measure = self.main_measure if is_list and self.main_measure else self.measure

    def _is_passing(self, period: Period) -> bool:
        return self.is_yearly and (period.month_count or 1) % MONTHS_OF_YEAR != 0

    def _keep_attribute(self, readings: list[Reading]) -> None:
        """Keep the one attribute of a sentence for what follows; of several, or of a part only, nobody knows which."""
        told = {reading.attribute for reading in readings if is_outcome(reading.attribute) or not reading.whole}
        if told:
            self.attribute = next(iter(told)) if len(told) == 1 else ""
            self.is_attribute_open = len(told) > 1
            self._keep_main()

    def _keep_main(self) -> None:
        is_first = not self.main_measure and not is_outcome(self.attribute)
        self.main_attribute = self.attribute if is_first else self.main_attribute

    def leave_frame(self, frame: Frame | None, sentence: Sentence, found: Found) -> None:
        """Remember what a sentence compared; one that names other periods ends what was compared before."""
        inside = take_between(found.periods, sentence.start, sentence.end)
        back = [p for p in inside if points_back(p, found)]
        named = [p for p in inside if p.first is not None and p.kind != "date" and p not in back]
        if back and not named and self.frame is not None:
            # "Over the same period" goes on with the ends that the passage compares.
            self.frame = replace(self.frame, is_firm=True)
        elif frame is not None or named:
            self.frame = frame
        self.past_frame = self.frame or self.past_frame

    def leave_heading(self, sentence: Sentence, found: Found, period: Period | None) -> None:
        """Remember what a sentence without numbers was about: "Fraud is widespread.", "Crime in Florida, 2018"."""
        self._keep_region(sentence, found)
        named = [p for p in take_between(found.places, sentence.start, sentence.end) if p.kind == "measure"]
        named = [p for p in named if not p.is_anaphoric]
        specific = [p for p in named if not p.is_general]
        self._keep_heading_attribute(sentence, found, is_new=bool(named))
        if named:
            self.measure = (specific or named)[0].code
            self.counted = [self.measure]
            self._keep_headed(sentence, found, is_kind=len({place.code for place in specific}) == 1)
            self.main_measure = self.main_measure or self.measure
        if period is not None and not self._is_passing(period):
            self.period = period
            self.periods.add(period)

    def _keep_headed(self, sentence: Sentence, found: Found, *, is_kind: bool) -> None:
        """Remember the kind that a line of its own names: the passage under it is about that kind."""
        said = found.text[sentence.start : sentence.end]
        is_line = said.endswith(LINE_ENDS) and not said.rstrip().endswith(SENTENCE_ENDS)
        self.is_headed = is_kind and is_line and not any(mark in said for mark in COLUMN_MARKS)
        self.headed = self.measure if self.is_headed else self.headed

    def _keep_heading_attribute(self, sentence: Sentence, found: Found, *, is_new: bool) -> None:
        places = take_between(found.places, sentence.start, sentence.end)
        codes = list(dict.fromkeys(place.code for place in places if place.kind == "attribute"))
        if codes or is_new:
            self.attribute = codes[0] if len(codes) == 1 else ""
            self.is_attribute_open = len(codes) > 1
            self._keep_main()

    def goes_on(self, measure: str) -> bool:
        """Return whether the numbers before were told by a circumstance too, all of one kind: a list of circumstances.

        "Drunk people committed 718 offences. Minors committed 123."
        """
        return bool(self.attribute or self.is_attribute_open) and self.counted == [measure]

    @property
    def is_measure_settled(self) -> bool:
        """Return whether the text has named one kind of offence only."""
        return len(self.measures) <= 1 and bool(self.measure) and not self.is_kind_open

    @property
    def is_period_settled(self) -> bool:
        """Return whether the text has spoken of one period only, whatever it compared it with."""
        return len(self.periods) == 1

    @property
    def is_region_settled(self) -> bool:
        """Return whether the text has been about one region at most, whatever it set beside it."""
        is_either = self.is_whole_told and bool(self.region or self.main_region)
        return len(self.regions - {self.default_region}) <= 1 and not is_either


def _only_has_share(readings: list[Reading], sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence names a region behind its share of a whole: "a third of them falls to Bishkek".

    The text goes on about the whole then; a region that opens the sentence is what it is about.
    """
    shares = [m for m in take_between(found.mentions, sentence.start, sentence.end) if m.operator in SHARES]
    places = take_between(found.places, sentence.start, sentence.end)
    regions = [place.start for place in places if place.kind == "region"]
    is_shared = any(reading.whole_region for reading in readings)
    return is_shared and bool(regions) and bool(shares) and min(regions) > shares[0].start


def _is_telling(place: Place, found: Found) -> bool:
    """Return whether a place names one kind of offence: in a set of one kind the whole has a name too."""
    if place.is_anaphoric:
        return False
    return place.code != TOTAL or len(found.text[place.start : place.end].split()) >= NAME_WORDS


def _is_aside(period: Period, told: Period) -> bool:
    """Return whether a sentence looks back from the year or the part of one that a text is about: it goes on there.

    Two periods have then been named, so that nothing taken over from here on is settled.
    """
    return period.end < told.start and period.month_count == told.month_count


def _peaks(period: Period, told: Period, sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence tells only of a part of the time spoken of when most or fewest were counted."""
    said = found.text[sentence.start : sentence.end]
    return period != told and told.covers(period) and any(True for _ in find_words(said, found.language, "peak"))


def _looks_back(sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence tells of a year before one that it does not name: "a year earlier there were 3,287"."""
    return any(p.kind == "year_earlier" for p in take_between(found.periods, sentence.start, sentence.end))
