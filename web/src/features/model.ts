// What screens read of the session, in the words of screens. Derived here once; nothing is kept.

import { useSession } from '../session/store';
import type { Call, Connection, Device, Group, Live, Me, Person, SignIn, System } from './types';

export type {
  Call,
  Connection,
  Device,
  EndedCall,
  Group,
  Live,
  LiveCall,
  LiveLeg,
  LostDevice,
  Me,
  Peer,
  Person,
  PersonState,
  SignIn,
  System,
} from './types';

const kNobody: Me = { personId: '', signInId: '', mayChangePassword: false, administrator: false };

export function useMe(): Me {
  return useSession((state) => state.me) ?? kNobody;
}

export function useMyself(): Person | undefined {
  return useSession((state) => (state.me ? state.people[state.me.personId] : undefined));
}

export function usePeople(): Readonly<Record<string, Person>> {
  return useSession((state) => state.people);
}

export function usePerson(id: string | undefined): Person | undefined {
  return useSession((state) => (id === undefined ? undefined : state.people[id]));
}

export function useGroups(): readonly Group[] {
  return useSession((state) => state.groups);
}

export function useCalls(): readonly Call[] {
  return useSession((state) => state.calls);
}

export function useDevices(): readonly Device[] {
  return useSession((state) => state.devices);
}

export function useSignIns(): readonly SignIn[] {
  return useSession((state) => state.signIns);
}

/** What an administrator watches; none until the server has told. */
export function useLive(): Live | undefined {
  return useSession((state) => state.live);
}

export function useSystem(): System | undefined {
  return useSession((state) => state.system);
}

export function useConnection(): Connection {
  return useSession((state) => state.connection);
}

export function useConnected(): boolean {
  return useSession((state) => state.connection.phase === 'open');
}

export function useClockOffset(): number {
  return useSession((state) => state.clockOffset);
}
