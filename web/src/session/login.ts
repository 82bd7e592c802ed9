// Signing in over HTTP (api/openapi.yaml): the only request of this client outside the session.
import { Refusal } from './refusal';

export type Login = (name: string, password: string) => Promise<string>;

/** Resolves to the token. */
export const loginByHttp: Login = async (name, password) => {
  let response: Response;
  try {
    response = await fetch('/api/v1/login', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name, password }),
      cache: 'no-store',
      credentials: 'omit',
    });
  } catch {
    throw new Refusal('client.server_unreachable');
  }
  const body: unknown = await response.json().catch(() => undefined);
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  if (response.ok && typeof fields.token === 'string') return fields.token;
  if (typeof fields.code !== 'string') throw new Refusal('client.server_failed');
  throw new Refusal(fields.code, undefined, typeof fields.retryAfter === 'number' ? fields.retryAfter : undefined);
};
