// What arrives on the session's WebSocket, told apart. Anything that is not one of these is 'broken': the connection is then worth
// nothing, as an event may have been lost with it.
import type { SessionEvent } from './api.gen';

export type Incoming =
  | { kind: 'result'; id: string; result: unknown }
  | { kind: 'refused'; id: string | undefined; code: string; field: string | undefined }
  | { kind: 'event'; seq: number; event: SessionEvent }
  | { kind: 'broken' };

const kBroken: Incoming = { kind: 'broken' };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readMessage(text: unknown): Incoming {
  if (typeof text !== 'string') return kBroken;
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return kBroken;
  }
  if (!isObject(message) || message.jsonrpc !== '2.0') return kBroken;
  if (message.method === 'event') return readEvent(message.params);
  const id = typeof message.id === 'string' ? message.id : undefined;
  if (isObject(message.error)) return readError(id, message.error);
  if (id === undefined || !('result' in message)) return kBroken;
  return { kind: 'result', id, result: message.result };
}

function readEvent(params: unknown): Incoming {
  if (!isObject(params) || typeof params.type !== 'string' || !isObject(params.data)) return kBroken;
  if (!Number.isSafeInteger(params.seq)) return kBroken;
  return {
    kind: 'event',
    seq: params.seq as number,
    event: { type: params.type, data: params.data } as unknown as SessionEvent,
  };
}

function readError(id: string | undefined, error: Record<string, unknown>): Incoming {
  const data = isObject(error.data) ? error.data : {};
  return {
    kind: 'refused',
    id,
    code: typeof data.code === 'string' ? data.code : 'client.server_failed',
    field: typeof data.field === 'string' ? data.field : undefined,
  };
}
