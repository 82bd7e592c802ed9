// Keys that work everywhere. F8 and Shift+F8 work while typing; single letters only outside fields, and they can be switched off.
import { useEffect, useRef } from 'react';
import * as commands from '../../session/commands';
import { remembered } from '../../ui/local';
import { answerDevices, isRinging, useMayTalk } from '../calls/incoming';
import { togglePad } from '../calls/pad_state';
import { type Call, type Device, type Me, useCalls, useDevices, useMe } from '../model';
import { useRun } from '../run';
import { changeView, goTo } from './view';

type Run = (command: Promise<unknown>) => void;
type At = { calls: readonly Call[]; devices: readonly Device[]; me: Me; mayTalk: boolean; run: Run };

const kRegions = ['box', 'rail', 'middle', 'incoming', 'dock', 'pane'];
/** The incoming card that was walked to already. */
let visited: HTMLElement | undefined;
const kFocusable = 'a[href], button:not([disabled]), input, [tabindex="0"]';

export function lettersOn(): boolean {
  return remembered('letters') !== 'off';
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** The call letters act on: the one talked on, else the only one there is. */
export function callAtHand(calls: readonly Call[]): Call | undefined {
  const own = calls.filter((call) => !isRinging(call));
  return own.find((call) => call.state === 'talking' && !call.heldByMe) ?? own[0];
}

function answer({ calls, devices, me, mayTalk, run }: At): boolean {
  const call = calls.find(isRinging);
  const [device] = call ? answerDevices(call, devices, me, mayTalk) : [];
  if (!call || !device) return false;
  run(commands.answer(call.id, device.id));
  return true;
}

function hangUp({ calls, run }: At): boolean {
  const talking = callAtHand(calls);
  const ringing = calls.find(isRinging);
  const call = talking ?? ringing;
  if (!call) return false;
  run(call === ringing ? commands.reject(call.id) : commands.hangUp(call.id));
  return true;
}

function letter(key: string, { calls, run }: At): boolean {
  const call = callAtHand(calls);
  if (!call) return false;
  const can = (action: Call['actions'][number]) => call.actions.includes(action);
  if (key === 'h' && can('hold')) run(commands.hold(call.id));
  else if (key === 'h' && can('retrieve')) run(commands.retrieve(call.id));
  else if (key === 'm' && can('mute')) run(commands.mute(call.id, !call.muted));
  else if (key === 'k' && can('send_digits')) togglePad(call.id);
  else return false;
  return true;
}

/** Walks box, rail, middle, incoming call, dock, right pane; a call that has just begun to ring is the next stop from anywhere. */
export function walkRegions(backwards: boolean): void {
  const regions = kRegions.flatMap((name) => document.querySelector<HTMLElement>(`[data-region="${name}"]`) ?? []);
  if (regions.length === 0) return;
  const ringing = regions.find((region) => region.dataset.region === 'incoming');
  const stopThere = ringing?.querySelector<HTMLElement>(kFocusable);
  if (stopThere && ringing !== visited && !ringing?.contains(document.activeElement)) {
    visited = ringing;
    stopThere.focus();
    return;
  }
  const inside = regions.findLastIndex((region) => region.contains(document.activeElement));
  const step = backwards ? -1 : 1;
  for (let i = 1; i <= regions.length; i++) {
    const from = inside < 0 ? (backwards ? 0 : -1) : inside;
    const region = regions[(from + i * step + regions.length * 2) % regions.length];
    const stop = region?.querySelector<HTMLElement>(kFocusable);
    if (stop) {
      stop.focus();
      return;
    }
  }
}

export function focusBox(): void {
  document.querySelector<HTMLInputElement>('[data-region="box"] input')?.focus();
}

function plainKey(event: KeyboardEvent, at: At): boolean {
  switch (event.key) {
    case '/':
      focusBox();
      return true;
    case '?':
      changeView({ keysShown: true });
      return true;
    case '1':
      goTo({ kind: 'home' });
      return true;
    case '2':
      goTo({ kind: 'settings', page: undefined });
      return true;
    default:
      return letter(event.key.toLowerCase(), at);
  }
}

export function onKey(event: KeyboardEvent, at: At): void {
  let done = false;
  if (event.key === 'F8') done = event.shiftKey ? hangUp(at) : answer(at);
  else if (event.key === 'F6') {
    walkRegions(event.shiftKey);
    done = true;
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !isField(event.target)) {
    const pad = event.target instanceof HTMLElement && event.target.closest('.padbox, .drop');
    const modal = document.querySelector('[role="dialog"], [role="menu"]');
    if (!pad && !modal && (lettersOn() || event.key.length > 1)) done = plainKey(event, at);
  }
  if (done) event.preventDefault();
}

export function useKeys(): void {
  const at = useRef<At | undefined>(undefined);
  at.current = { calls: useCalls(), devices: useDevices(), me: useMe(), mayTalk: useMayTalk(), run: useRun() };
  useEffect(() => {
    const listener = (event: KeyboardEvent) => at.current && onKey(event, at.current);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
