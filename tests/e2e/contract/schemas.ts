// api/session.yaml as JSON Schemas: one validator for each envelope, each method's params and result, each event's data.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { root } from '../support/paths.ts';

interface Contract {
  envelopes: Record<'Request' | 'Response' | 'ErrorResponse' | 'EventMessage', object>;
  methods: Record<string, { params: object; result: object; errors?: string[] }>;
  events: Record<string, { data: object }>;
  schemas: Record<string, object>;
}

const contract = parse(readFileSync(join(root, 'api/session.yaml'), 'utf8'), { merge: true }) as Contract;

/** Codes that any method may be refused with, besides its own. */
export const commonErrors = ['request.invalid', 'request.unknown_method', 'session.not_open', 'session.too_many_requests', 'internal'];

const ajv = new Ajv({ strict: false, allErrors: true });
const kBase = 'sidetone:session';
ajv.addSchema({ $id: kBase, ...contract });

/** $ref "#/schemas/X" is meant from the top of the contract. */
function validator(path: string[]): ValidateFunction {
  const pointer = path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
  return ajv.getSchema(`${kBase}#/${encodeURI(pointer)}`) as ValidateFunction;
}

export const envelopes = {
  request: validator(['envelopes', 'Request']),
  response: validator(['envelopes', 'Response']),
  error: validator(['envelopes', 'ErrorResponse']),
  event: validator(['envelopes', 'EventMessage']),
};
export const methods = new Map(
  Object.entries(contract.methods).map(([name, method]) => [
    name,
    { params: validator(['methods', name, 'params']), result: validator(['methods', name, 'result']), errors: method.errors ?? [] },
  ]),
);
export const events = new Map(Object.keys(contract.events).map((name) => [name, validator(['events', name, 'data'])]));

export function faults(validate: ValidateFunction, value: unknown): string[] {
  return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message}`);
}
