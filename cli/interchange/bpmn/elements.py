"""The elements of a BPMN process as XML, their parts in the order that the standard wants."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

from cli.pictures.lettering import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cli.interchange.bpmn.drawn import Way
    from cli.interchange.bpmn.parts import Node

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_EXPRESSION = "bpmn:tFormalExpression"


def part_of(parent: Xml.Element, tag: str, **attributes: str) -> Xml.Element:
    """Write an element of the model into another."""
    return Xml.SubElement(parent, f"{{{BPMN}}}{tag}", attributes)


def element_of(
    parent: Xml.Element, node: Node, arriving: Iterable[str], leaving: Iterable[Way],
    hung_on: str | None,
) -> Xml.Element:  # fmt: skip
    """Write a node with what leads to it and from it."""
    leaving = list(leaving)
    written = part_of(parent, node.tag, id=node.id, **_attributes(node, leaving, hung_on))
    for note in node.notes:
        part_of(written, "documentation").text = clean(note)
    if node.stage is not None:
        part_of(written, "categoryValueRef").text = f"stage.{node.stage}"
    for name in arriving:
        part_of(written, "incoming").text = name
    for way in leaving:
        part_of(written, "outgoing").text = way.id
    for role in node.performers:
        performer = part_of(written, "potentialOwner", id=f"{node.id}.{role}")
        part_of(performer, "resourceRef").text = f"role.{role}"
    _loop(written, node)
    _trigger(written, node)
    return written


def _attributes(node: Node, leaving: list[Way], hung_on: str | None) -> dict[str, str]:
    found = {"name": node.name} if node.name else {}
    if hung_on is not None:
        found |= {"attachedToRef": hung_on, "cancelActivity": "false"}
    if node.tag == "subProcess":
        found["triggeredByEvent"] = "true"
    if node.tag == "startEvent" and node.trigger is not None:
        found["isInterrupting"] = "false"
    if node.calls is not None:
        found["calledElement"] = node.calls
    if node.tag == "exclusiveGateway":
        found["gatewayDirection"] = "Diverging" if len(leaving) > 1 else "Converging"
    for way in leaving:
        if way.default:
            found["default"] = way.id
    return found


def _loop(written: Xml.Element, node: Node) -> None:
    if node.each:
        part_of(written, "multiInstanceLoopCharacteristics", isSequential="false")
    elif node.repeats:
        part_of(written, "standardLoopCharacteristics", testBefore="false")


def _trigger(written: Xml.Element, node: Node) -> None:
    """Write what sets an event off."""
    if node.trigger == "terminate":
        part_of(written, "terminateEventDefinition", id=f"{node.id}.terminate")
    elif node.trigger == "message":
        part_of(written, "messageEventDefinition", id=f"{node.id}.message")
    elif node.trigger == "condition":
        conditional = part_of(written, "conditionalEventDefinition", id=f"{node.id}.condition")
        condition = part_of(conditional, "condition")
        condition.set(TYPE, _EXPRESSION)
        condition.text = clean(node.condition or "true")
    elif node.moment is not None:
        timer = part_of(written, "timerEventDefinition", id=f"{node.id}.time")
        moment = part_of(timer, node.moment.kind)
        moment.set(TYPE, _EXPRESSION)
        if node.moment.language is not None:
            moment.set("language", node.moment.language)
        moment.text = clean(node.moment.text)


def sequence_flow(parent: Xml.Element, way: Way) -> None:
    """Write a way from a node to another."""
    named = {"name": clean(way.name)} if way.name else {}
    flow = part_of(
        parent, "sequenceFlow", id=way.id, **named, sourceRef=way.source, targetRef=way.target
    )  # fmt: skip
    if way.condition:
        condition = part_of(flow, "conditionExpression")
        condition.set(TYPE, _EXPRESSION)
        condition.text = clean(way.condition)
