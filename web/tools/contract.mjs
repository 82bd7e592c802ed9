// Reads api/session.yaml as JSON Schema. Used by the type generator and by the tests, which validate every message with it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const kContract = join(import.meta.dirname, '../../api/session.yaml');

/** The contract as written, with YAML merges resolved and references pointing to #/definitions. */
export function readContract() {
  const text = readFileSync(kContract, 'utf8');
  return relocate(parse(text, { merge: true }));
}

function relocate(node) {
  if (Array.isArray(node)) return node.map(relocate);
  if (node === null || typeof node !== 'object') return node;
  // Words beside a reference would make a second type of the same shape.
  if (typeof node.$ref === 'string') return { $ref: node.$ref.replace('#/schemas/', '#/definitions/') };
  const out = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === 'summary') out.description = value;
    else out[key] = relocate(value);
  }
  return out;
}

/** Every refusal code a method names, sorted. */
export function refusalCodes(contract) {
  const codes = new Set();
  for (const method of Object.values(contract.methods)) for (const code of method.errors ?? []) codes.add(code);
  return [...codes].sort();
}

function object(properties) {
  return { type: 'object', required: Object.keys(properties), additionalProperties: false, properties };
}

/** One JSON Schema that holds everything: methods, events and the named definitions. */
export function combinedSchema(contract) {
  const methods = {};
  for (const [name, method] of Object.entries(contract.methods)) {
    methods[name] = object({ params: method.params, result: method.result });
    if (method.description) methods[name].description = method.description;
  }
  const events = {};
  for (const [name, event] of Object.entries(contract.events)) {
    events[name] = event.description ? { ...event.data, description: event.description } : event.data;
  }
  return {
    title: 'Contract',
    ...object({ methods: object(methods), events: object(events) }),
    definitions: contract.schemas,
  };
}
