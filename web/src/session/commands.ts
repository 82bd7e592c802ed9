// Everything a screen can ask of the server. Each command resolves when the server has accepted it (the effect arrives as events)
// and throws `Refusal` otherwise. Screens call these and nothing below them.
import type { DeviceSecret, MethodName, Params, Person, Results } from './api.gen';
import { sessionClient } from './client';
import { sessionStore } from './store';

export { asRefusal, Refusal, refusalKey } from './refusal';

export function call<M extends MethodName>(method: M, params: Params<M>): Promise<Results<M>> {
  return sessionClient.request(method, params);
}

async function done(request: Promise<unknown>): Promise<void> {
  await request;
}

/** Signs in and opens the session. Throws access.denied, access.throttled (with retryAfter), client.server_unreachable. */
export const signIn = (name: string, password: string): Promise<void> => sessionClient.signIn(name, password);
/** Ends this sign-in in all tabs; the token is forgotten even if the server cannot be reached. */
export const signOut = (): Promise<void> => sessionClient.signOut();
/** While reconnecting: tries at once. */
export const reconnectNow = (): void => sessionClient.reconnectNow();

export const dial = (target: string, deviceId: string) => done(call('calls.dial', { target, deviceId }));
export const answer = (callId: string, deviceId: string) => done(call('calls.answer', { callId, deviceId }));
export const reject = (callId: string) => done(call('calls.reject', { callId }));
export const hangUp = (callId: string) => done(call('calls.hang_up', { callId }));
export const hold = (callId: string) => done(call('calls.hold', { callId }));
export const retrieve = (callId: string) => done(call('calls.retrieve', { callId }));
export const mute = (callId: string, muted: boolean) => done(call('calls.mute', { callId, muted }));
export const sendDigits = (callId: string, digits: string) => done(call('calls.send_digits', { callId, digits }));

export async function searchPeople(text: string): Promise<Person[]> {
  return (await call('directory.search', { text })).people;
}

export const addDevice = (name: string): Promise<DeviceSecret> => call('devices.add', { name });
export const renameDevice = (deviceId: string, name: string) => done(call('devices.rename', { deviceId, name }));
export const newDeviceSecret = (deviceId: string): Promise<DeviceSecret> => call('devices.new_secret', { deviceId });
export const removeDevice = (deviceId: string) => done(call('devices.remove', { deviceId }));

export const changePassword = (old: string, next: string) => done(call('password.change', { old, new: next }));
export const endSignIn = (signInId: string) => done(call('sign_ins.end', { signInId }));
export const endOtherSignIns = () => done(call('sign_ins.end_others', {}));

let watching = false;

/** The whole system is told of from here on, for administrators; it is kept in the state as `live`. */
export async function watchLive(): Promise<void> {
  watching = true;
  const live = await call('live.watch', {});
  // Whoever has looked away meanwhile is not shown what nobody keeps up to date.
  if (watching) sessionStore.update({ live });
}

export async function unwatchLive(): Promise<void> {
  watching = false;
  sessionStore.update({ live: undefined });
  await call('live.unwatch', {});
}
