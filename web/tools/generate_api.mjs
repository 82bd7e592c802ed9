// Writes src/session/api.gen.ts from api/session.yaml. With --check it only tells whether the written file is current.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import { combinedSchema, readContract, refusalCodes } from './contract.mjs';

const kOutput = fileURLToPath(new URL('../src/session/api.gen.ts', import.meta.url));

const contract = readContract();
const types = await compile(combinedSchema(contract), 'Contract', {
  additionalProperties: false,
  bannerComment: '// Generated from api/session.yaml by `npm run gen`. Do not edit.',
  unreachableDefinitions: true,
  style: { singleQuote: true, printWidth: 120 },
});
const text = `${types}
export type Methods = Contract['methods'];
export type MethodName = keyof Methods;
export type Params<M extends MethodName> = Methods[M]['params'];
export type Results<M extends MethodName> = Methods[M]['result'];
export type Events = Contract['events'];
export type EventName = keyof Events;
/** One event as the state sees it. */
export type SessionEvent = { [E in EventName]: { type: E; data: Events[E] } }[EventName];

/** Every refusal code the contract names. */
export const kRefusalCodes = ${JSON.stringify(refusalCodes(contract), null, 2).replaceAll('"', "'").replace(/'\n\]/, "',\n]")} as const;
`;

if (process.argv.includes('--check')) {
  let current = '';
  try {
    current = readFileSync(kOutput, 'utf8');
  } catch {
    // missing counts as stale
  }
  if (current !== text) {
    process.stderr.write('src/session/api.gen.ts does not match api/session.yaml: run `npm run gen`\n');
    process.exit(1);
  }
} else {
  writeFileSync(kOutput, text);
}
