"""A drawn process as BPMN 2.0 XML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

from cli.interchange.bpmn.clocks import called
from cli.interchange.bpmn.drawn import drawn, every
from cli.interchange.bpmn.elements import BPMN, element_of, part_of, sequence_flow
from cli.interchange.bpmn.rows import process_of

if TYPE_CHECKING:
    from cli.interchange.bpmn.drawn import Drawn, Way
    from cli.interchange.bpmn.parts import Node, Process
    from cli.interchange.bpmn.sizes import Area
    from cli.pictures.words import Words

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_PREFIXES = {"bpmn": BPMN, "bpmndi": DI, "dc": DC, "di": DD, "xsi": XSI}
TARGET = "urn:patrol:workflow:{}:{}"


def bpmn(words: Words) -> bytes:
    """Return a definition as a BPMN file, the same bytes each time."""
    picture = drawn(process_of(words))
    for prefix, name in _PREFIXES.items():
        Xml.register_namespace(prefix, name)
    flow = words.workflow
    root = Xml.Element(f"{{{BPMN}}}definitions", {
        "id": f"definitions.{flow.name}",
        "targetNamespace": TARGET.format(flow.name, flow.version),
        "exporter": "Patrol", "expressionLanguage": "urn:patrol:cel",
    })  # fmt: skip
    _shared(root, picture.process)
    _collaboration(root, picture.process)
    _process(root, picture)
    _diagram(root, picture)
    Xml.indent(root)
    text: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _shared(root: Xml.Element, process: Process) -> None:
    """Write what elements refer to: stages as a category, roles as resources."""
    if process.stages:
        category = part_of(root, "category", id="stages")
        for name, title in process.stages.items():
            part_of(category, "categoryValue", id=f"stage.{name}", value=title)
    for name, title in process.roles.items():
        part_of(root, "resource", id=f"role.{name}", name=title)


def _collaboration(root: Xml.Element, process: Process) -> None:
    whole = part_of(root, "collaboration", id="collaboration")
    part_of(whole, "participant", id="pool", name=process.title, processRef=called(process.name))


def _process(root: Xml.Element, picture: Drawn) -> None:
    process = picture.process
    whole = part_of(
        root, "process", id=called(process.name), name=process.title, isExecutable="false"
    )  # fmt: skip
    for note in process.notes:
        part_of(whole, "documentation").text = note
    lanes = part_of(whole, "laneSet", id="lanes")
    for lane in process.lanes:
        written = part_of(lanes, "lane", id=lane.id, name=lane.name)
        for member in picture.members[lane.id]:
            part_of(written, "flowNodeRef").text = member
    _flow_elements(whole, list(process.nodes()), picture)


def _flow_elements(parent: Xml.Element, nodes: list[Node], picture: Drawn) -> None:
    """Write nodes and the ways among them; what is inside a sub-process is written into it."""
    names = {node.id for node in nodes}
    for node in nodes:
        arriving = [way.id for way in picture.ways if way.target == node.id]
        leaving = [way for way in picture.ways if way.source == node.id]
        written = element_of(parent, node, arriving, leaving, picture.hung.get(node.id))
        if node.inside:
            _flow_elements(written, list(node.inside), picture)
    for way in picture.ways:
        if way.source in names:
            sequence_flow(parent, way)


def _diagram(root: Xml.Element, picture: Drawn) -> None:
    diagram = Xml.SubElement(root, f"{{{DI}}}BPMNDiagram", {"id": "diagram"})
    plane = Xml.SubElement(
        diagram, f"{{{DI}}}BPMNPlane", {"id": "plane", "bpmnElement": "collaboration"}
    )
    _shape(plane, "pool", picture.pool, isHorizontal="true")
    for lane in picture.process.lanes:
        _shape(plane, lane.id, picture.lanes[lane.id], isHorizontal="true")
    for node in every(picture.process.nodes()):
        more = {}
        if node.inside:
            more["isExpanded"] = "true"
        elif node.tag == "exclusiveGateway":
            more["isMarkerVisible"] = "true"
        shape = _shape(plane, node.id, picture.shapes[node.id], **more)
        _label(shape, picture.labels.get(node.id))
    for way in picture.ways:
        _edge(plane, way)


def _shape(plane: Xml.Element, name: str, area: Area, **more: str) -> Xml.Element:
    given = {"id": f"{name}.shape", "bpmnElement": name, **more}
    shape = Xml.SubElement(plane, f"{{{DI}}}BPMNShape", given)
    _bounds(shape, area)
    return shape


def _label(shape: Xml.Element, area: Area | None) -> None:
    if area is not None:
        _bounds(Xml.SubElement(shape, f"{{{DI}}}BPMNLabel"), area)


def _bounds(parent: Xml.Element, area: Area) -> None:
    numbers = {
        name: f"{round(getattr(area, name), 1):.10g}" for name in ("x", "y", "width", "height")
    }
    Xml.SubElement(parent, f"{{{DC}}}Bounds", numbers)


def _edge(plane: Xml.Element, way: Way) -> None:
    given = {"id": f"{way.id}.edge", "bpmnElement": way.id}
    edge = Xml.SubElement(plane, f"{{{DI}}}BPMNEdge", given)
    for x, y in way.points:
        Xml.SubElement(
            edge, f"{{{DD}}}waypoint", {"x": f"{round(x, 1):.10g}", "y": f"{round(y, 1):.10g}"}
        )
    _label(edge, way.label)
