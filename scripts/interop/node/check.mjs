// Reads BPMN files as other programs do: bpmn-moddle, bpmnlint, and bpmn-js in a real browser.
// Given on standard input: {files, linted, pictures}. Prints one line of JSON for each file.

import { readFileSync } from "node:fs";
import Chromium from "@sparticuz/chromium";
import { BpmnModdle } from "bpmn-moddle";
import Linter from "bpmnlint/lib/linter.js";
import NodeResolver from "bpmnlint/lib/resolver/node-resolver.js";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const VIEWER = "node_modules/bpmn-js/dist/bpmn-navigated-viewer.production.min.js";

const given = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({
  executablePath: await Chromium.executablePath(), args: FLAGS, headless: true,
});
try {
  const page = await browser.newPage();
  await page.setContent('<div id="canvas" style="width: 1200px; height: 900px"></div>');
  await page.addScriptTag({ path: VIEWER });
  for (const file of given.files) {
    const text = readFileSync(file, "utf8");
    const faults = [...(await read(text, given.linted.includes(file)))];
    const shown = await page.evaluate(draw, text);
    faults.push(...shown.faults);
    if (given.pictures.includes(file)) await picture(shown.svg, file.replace(/bpmn$/, "png"));
    console.log(JSON.stringify({ file: file.split("/").pop(), drawn: shown.drawn, faults }));
  }
} finally {
  await browser.close();
}

// Returns what bpmn-moddle warns of; where the model is ours to answer for, what bpmnlint reports.
async function read(text, linted) {
  const { rootElement, warnings } = await new BpmnModdle().fromXML(text);
  const faults = warnings.map((each) => `bpmn-moddle: ${each.message}`);
  if (!linted) return faults;
  // Some rules remember what they saw, so that each file gets a linter of its own.
  const resolver = new NodeResolver();
  const linter = new Linter({ config: { extends: "bpmnlint:recommended" }, resolver });
  for (const [rule, reports] of Object.entries(await linter.lint(rootElement))) {
    faults.push(...reports.map((each) => `bpmnlint ${rule}: ${each.id}: ${each.message}`));
  }
  return faults;
}

// Runs in the page: draws the file, and holds every shape against the place that the file tells.
async function draw(text) {
  const viewer = new BpmnJS({ container: "#canvas" });
  const { warnings } = await viewer.importXML(text);
  const faults = warnings.map((each) => `bpmn-js: ${each.message ?? each}`);
  const registry = viewer.get("elementRegistry");
  const told = new DOMParser().parseFromString(text, "text/xml");
  let drawn = 0;
  for (const shape of told.querySelectorAll("BPMNShape, BPMNEdge")) {
    const name = shape.getAttribute("bpmnElement");
    const element = registry.get(name);
    const graphics = element && registry.getGraphics(element);
    if (!graphics || !graphics.querySelector(".djs-visual")?.childElementCount) {
      faults.push(`bpmn-js does not draw ${name}`);
      continue;
    }
    drawn += 1;
    const bounds = shape.localName === "BPMNShape" && shape.querySelector("Bounds");
    for (const key of bounds ? ["x", "y", "width", "height"] : []) {
      if (Math.abs(Number(bounds.getAttribute(key)) - element[key]) > 1) {
        faults.push(`bpmn-js draws ${name} elsewhere: ${key} ${element[key]}`);
      }
    }
  }
  const { svg } = await viewer.saveSVG();
  viewer.destroy();
  return { drawn, faults, svg };
}

async function picture(svg, file) {
  const [, width, height] = svg.match(/width="([\d.]+)" height="([\d.]+)"/);
  const viewport = { width: Math.ceil(width), height: Math.ceil(height) };
  const page = await browser.newPage({ viewport });
  await page.setContent(`<style>body { margin: 0 }</style>${svg.slice(svg.indexOf("<svg"))}`);
  await page.screenshot({ path: file });
  await page.close();
}
