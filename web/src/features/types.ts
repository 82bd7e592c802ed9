// The words of the contract that screens use.
export type {
  Call,
  Device,
  DeviceSecret,
  EndReason,
  Group,
  LiveCall,
  LiveLeg,
  LostDevice,
  Me,
  Peer,
  Person,
  PersonState,
  SignIn,
  System,
} from '../session/api.gen';
export type { Connection, EndedCall, Live } from '../session/store';
