// A refusal as the contract names it: a stable code and the field at fault. Never shown raw: each code has a text in errors.json.
import { kRefusalCodes } from './api.gen';

/** Codes the contract names at no method: the sign-in over HTTP, the envelope, checks of names and rights, and this page itself. */
export const kOtherCodes = [
  'access.denied',
  'access.throttled',
  'access.not_allowed',
  'devices.name_invalid',
  'devices.name_taken',
  'request.invalid',
  'request.too_many',
  'request.unknown_method',
  'session.not_open',
  'client.not_connected',
  'client.server_unreachable',
  'client.server_failed',
  'client.signed_out',
  'client.microphone_refused',
  'client.microphone_missing',
  'client.softphone_off',
] as const;

export type RefusalCode = (typeof kRefusalCodes)[number] | (typeof kOtherCodes)[number];

const kKnown: ReadonlySet<string> = new Set<string>([...kRefusalCodes, ...kOtherCodes]);

export class Refusal extends Error {
  readonly code: string;
  readonly field: string | undefined;
  /** Seconds to wait, where the server said so (access.throttled). */
  readonly retryAfter: number | undefined;

  constructor(code: string, field?: string, retryAfter?: number) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.field = field;
    this.retryAfter = retryAfter;
  }
}

/** The i18n key of a code's text, e.g. `errors:calls.target_unknown`; a code this page does not know has the general text. */
export function refusalKey(code: string): string {
  return kKnown.has(code) ? `errors:${code}` : 'errors:client.server_failed';
}

/** What a failed command threw, as a refusal. */
export function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal('client.server_failed');
}
