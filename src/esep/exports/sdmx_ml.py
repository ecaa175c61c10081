"""The observations as SDMX-ML 2.1: the structure (code lists, data structure, dataflow) and the data.

Needs the extra `sdmx` (the package sdmx1).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from esep.exports.sdmx import (
    AGENCY,
    ATTRIBUTES,
    DIMENSIONS,
    NONE,
    TIME,
    VALUE,
    VERSION,
    list_observations,
    name_flow,
    write_base,
    write_code,
)
from esep.language.phrases import say
from esep.model.cell import PRECISIONS, STATUSES, UNITS, Cell
from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.problems import LANGUAGES, EsepError, Problem

if TYPE_CHECKING:
    from sdmx.model import v21 as model

FREQUENCIES = {"A": "year", "Q": "quarter", "M": "month", "D": "day", "_O": "other"}
CODED = {"OBS_STATUS": "CL_OBS_STATUS", "PRECISION": "CL_PRECISION"}


def load_sdmx() -> Any:
    """Return the library; raise `EsepError` (`extra-missing`) where it is not installed."""
    try:
        import sdmx
    except ImportError:
        raise EsepError(Problem("extra-missing", facts={"package": "sdmx1", "extra": "sdmx"})) from None
    return sdmx


def write_sdmx_ml(cells: Sequence[Cell], definition: Definition, prepared: datetime.datetime) -> dict[str, bytes]:
    """Return `structure.xml` and `data.xml`; `prepared` stands in both, for the same bytes each time."""
    sdmx = load_sdmx()
    structure = _make_structure(cells, definition)
    flow = structure.dataflow[name_flow(definition)]
    header = sdmx.message.Header(id=name_flow(definition), prepared=prepared, sender=_make_agency())
    structure.header = header
    data = sdmx.message.DataMessage(header=header, dataflow=flow)
    data.data.append(_make_data(cells, flow))
    return {
        "structure.xml": sdmx.to_xml(structure, pretty_print=True),
        "data.xml": _declare_flat(sdmx.to_xml(data, pretty_print=True)),
    }


def _declare_flat(text: bytes) -> bytes:
    """Return a message of data that says what its writer leaves out: it is generic, its observations in no series."""
    from lxml import etree

    root = etree.fromstring(text)
    spaces = {name: space for name, space in root.nsmap.items() if name}
    made = etree.Element(f"{{{spaces['mes']}}}GenericData", nsmap=root.nsmap)
    made.extend(list(root))
    for element in made.iterfind("mes:Header/mes:Structure", spaces):
        element.set("dimensionAtObservation", "AllDimensions")
    etree.indent(made)
    found: bytes = etree.tostring(made, xml_declaration=True, encoding="utf-8")
    return found


def _maintain(agency: Any) -> dict[str, Any]:
    """Return what every thing with a maintainer says of itself."""
    return {"version": VERSION, "maintainer": agency, "is_final": True, "is_external_reference": False}


def _make_agency() -> Any:
    from sdmx.model import v21 as model

    return model.Agency(id=AGENCY, name="Esep")


def _make_structure(cells: Sequence[Cell], definition: Definition) -> Any:
    from sdmx import message
    from sdmx.model import v21 as model

    found = message.StructureMessage()
    agency = _make_agency()
    lists = _make_code_lists(cells, definition, agency)
    found.codelist.update({one.id: one for one in lists.values()})
    concepts = model.ConceptScheme(id="CS_ESEP", **_maintain(agency), name="Concepts of Esep")
    for name in (*DIMENSIONS, TIME, VALUE, *ATTRIBUTES):
        concepts.setdefault(id=name, name={code: say(f"exports.concept_{name.lower()}", code) for code in LANGUAGES})
    found.concept_scheme[concepts.id] = concepts
    flow_id = name_flow(definition)
    dsd = model.DataStructureDefinition(id=f"DSD_{flow_id}", **_maintain(agency), name=dict(definition.title))
    _fill_structure(dsd, concepts, lists)
    found.structure[dsd.id] = dsd
    flow = model.DataflowDefinition(id=flow_id, **_maintain(agency), name=dict(definition.title), structure=dsd)
    found.dataflow[flow.id] = flow
    return found


def _fill_structure(dsd: model.DataStructureDefinition, concepts: Any, lists: dict[str, Any]) -> None:
    """Give a structure its dimensions, its measure and the attributes of an observation."""
    from sdmx.model import common
    from sdmx.model import v21 as model

    dsd.dimensions.id, dsd.attributes.id, dsd.measures.id = (
        "DimensionDescriptor",
        "AttributeDescriptor",
        "MeasureDescriptor",
    )
    for place, name in enumerate(DIMENSIONS, 1):
        coded = model.Representation(enumerated=lists[name])
        dsd.dimensions.append(
            model.Dimension(id=name, concept_identity=concepts[name], order=place, local_representation=coded)
        )
    dsd.dimensions.append(
        model.TimeDimension(
            id=TIME,
            concept_identity=concepts[TIME],
            order=len(DIMENSIONS) + 1,
            local_representation=model.Representation(
                non_enumerated=[model.Facet(value_type=model.FacetValueType["observationalTimePeriod"])]
            ),
        )
    )
    dsd.measures.append(model.PrimaryMeasure(id=VALUE, concept_identity=concepts[VALUE]))
    for name in ATTRIBUTES:
        coded_as = model.Representation(enumerated=lists[name]) if name in CODED else None
        status = model.UsageStatus["mandatory" if name == "OBS_STATUS" else "conditional"]
        dsd.attributes.append(
            common.DataAttribute(
                id=name,
                concept_identity=concepts[name],
                related_to=model.PrimaryMeasureRelationship(),
                usage_status=status,
                local_representation=coded_as,
            )
        )


def _make_code_lists(cells: Sequence[Cell], definition: Definition, agency: Any) -> dict[str, Any]:
    """Return the code list of every coded dimension and attribute."""
    bases = sorted({write_base(cell.key.base_period) for cell in cells} | {NONE})
    plain = {
        "FREQ": {code: {"en": name} for code, name in FREQUENCIES.items()},
        "UNIT_MEASURE": {unit: {"en": unit} for unit in UNITS},
        "BASE_PERIOD": {code: {"en": code} for code in bases},
        "OBS_STATUS": {
            code: {language: say(f"answers.status_{name}", language) for language in LANGUAGES}
            for code, name in STATUSES.items()
        },
        "PRECISION": {write_code(name): {"en": name} for name in PRECISIONS},
    }
    declared = {
        "SCOPE": definition.scopes,
        "MEASURE": definition.measures,
        "ATTRIBUTE": definition.attributes,
        "REF_AREA": definition.regions,
    }
    found = {name: _make_list(name, codes, agency) for name, codes in plain.items()}
    return found | {name: _make_list(name, _name_codes(codes), agency) for name, codes in declared.items()}


def _name_codes(codes: CodeList) -> dict[str, dict[str, str]]:
    named = {write_code(code.code): {language: code.name(language) for language in LANGUAGES} for code in codes}
    return {NONE: {"en": "not applicable"}, **named}


def _make_list(name: str, codes: dict[str, dict[str, str]], agency: Any) -> Any:
    from sdmx.model import v21 as model

    found = model.Codelist(id=f"CL_{name}", **_maintain(agency), name=name)
    for code, names in codes.items():
        found.setdefault(id=code, name=names)
    return found


def _make_data(cells: Iterable[Cell], flow: Any) -> Any:
    from sdmx.model import common
    from sdmx.model import v21 as model

    dsd = flow.structure
    found = model.GenericDataSet(structured_by=dsd, described_by=flow)
    observations = []
    for row in list_observations(cells):
        key = dsd.make_key(common.Key, {name: row[name] for name in (*DIMENSIONS, TIME)})
        attached = {
            name: model.AttributeValue(value=row[name], value_for=dsd.attributes.get(name))
            for name in ATTRIBUTES
            if row[name]
        }
        observations.append(
            model.Observation(
                dimension=key,
                value=row[VALUE] or None,
                value_for=dsd.measures[0],
                attached_attribute=attached,
            )
        )
    found.add_obs(observations)
    return found
