// Generated from api/session.yaml by `npm run gen`. Do not edit.

/**
 * milliseconds since the Unix epoch, server clock
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Time".
 */
export type Time = number;
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "EndReason".
 */
export type EndReason =
  | 'hung_up'
  | 'peer_hung_up'
  | 'cancelled'
  | 'busy'
  | 'rejected'
  | 'no_answer'
  | 'not_reachable'
  | 'answered_elsewhere'
  | 'unknown_target'
  | 'not_allowed'
  | 'failed';

export interface Contract {
  methods: {
    /**
     * Begin or resume. Must be the first request on a connection; others are refused with session.not_open before it.
     */
    'session.open': {
      params: {
        token: string;
        resume?: {
          session: string;
          epoch: string;
          seq: number;
        };
      };
      result: {
        /**
         * this connection's session; name it when resuming
         */
        session: string;
        epoch: string;
        /**
         * number of the last event contained in the snapshot; when resumed the number the client named
         */
        seq: number;
        resumed: boolean;
        snapshot?: Snapshot;
      };
    };
    /**
     * Revokes the token of this sign-in and closes all its connections.
     */
    'session.sign_out': {
      params: Nothing;
      result: Nothing;
    };
    /**
     * Ends another sign-in of the same user (A3).
     */
    'sign_ins.end': {
      params: {
        signInId: string;
      };
      result: Nothing;
    };
    'sign_ins.end_others': {
      params: Nothing;
      result: Nothing;
    };
    /**
     * Users of this system whose name, short name, number, e-mail or department matches; folds accents and case; at most 20.
     */
    'directory.search': {
      params: {
        text: string;
      };
      result: {
        people: Person[];
      };
    };
    /**
     * Starts a call from one of the user's own registered devices. A phone is called with auto-answer first, then the target. For a softphone the server asks the browser that owns it (event softphone.command, action dial).
     *
     */
    'calls.dial': {
      params: {
        /**
         * a number, a SIP URI, a short name or an e-mail address
         */
        target: string;
        deviceId: string;
      };
      result: Nothing;
    };
    /**
     * Answers a ringing call on the device named, which must be one of the call's answerOn.
     */
    'calls.answer': {
      params: {
        callId: string;
        deviceId: string;
      };
      result: Nothing;
    };
    /**
     * Rejects a ringing call on all devices of this user; the caller hears busy.
     */
    'calls.reject': {
      params: {
        callId: string;
      };
      result: Nothing;
    };
    /**
     * Ends a call in any state; a call being set up is cancelled.
     */
    'calls.hang_up': {
      params: {
        callId: string;
      };
      result: Nothing;
    };
    /**
     * The peer hears music; the user's device hears nothing.
     */
    'calls.hold': {
      params: {
        callId: string;
      };
      result: Nothing;
    };
    /**
     * Ends a hold.
     */
    'calls.retrieve': {
      params: {
        callId: string;
      };
      result: Nothing;
    };
    /**
     * Stops or restores what the user's device sends, at the server, so that it works for every device alike.
     */
    'calls.mute': {
      params: {
        callId: string;
        muted: boolean;
      };
      result: Nothing;
    };
    /**
     * DTMF towards the peer.
     */
    'calls.send_digits': {
      params: {
        callId: string;
        digits: string;
      };
      result: Nothing;
    };
    /**
     * A short-lived secret for this sign-in's softphone device (created at the first call). One registration per device: a second tab of the same sign-in does not start a second one (the tabs elect one).
     *
     */
    'softphone.start': {
      params: Nothing;
      result: {
        deviceId: string;
        /**
         * AOR to register, e.g. sip:anna@pbx.example
         */
        uri: string;
        authUser: string;
        secret: string;
        expiresAt: Time;
        /**
         * WebSocket path on the page's origin; subprotocol sip
         */
        path: '/sip';
        displayName: string;
      };
    };
    /**
     * A new phone for oneself. The secret is in this answer only.
     */
    'devices.add': {
      params: {
        name: string;
      };
      result: DeviceSecret;
    };
    'devices.rename': {
      params: {
        deviceId: string;
        name: string;
      };
      result: Nothing;
    };
    /**
     * Ends the old secret and the device's registration at once.
     */
    'devices.new_secret': {
      params: {
        deviceId: string;
      };
      result: DeviceSecret;
    };
    'devices.remove': {
      params: {
        deviceId: string;
      };
      result: Nothing;
    };
    /**
     * Changes the sign-in password; never touches device secrets (A2). Other sign-ins are ended.
     */
    'password.change': {
      params: {
        old: string;
        new: string;
      };
      result: Nothing;
    };
    /**
     * For administrators only, as everything that begins with live. All calls, lost phones and figures of the server as they are now; live.changed tells what changes from here on, at most once a second, for as long as the session lasts or until live.unwatch.
     *
     */
    'live.watch': {
      params: Nothing;
      result: LiveView;
    };
    'live.unwatch': {
      params: Nothing;
      result: Nothing;
    };
  };
  events: {
    /**
     * The lamp of one person changed, as far as this user may see it.
     */
    'person.state': {
      personId: string;
      state: PersonState;
    };
    /**
     * A person of one's groups is new or has other details.
     */
    'person.changed': {
      person: Person;
    };
    'person.gone': {
      personId: string;
    };
    'group.changed': {
      group: Group;
    };
    'group.gone': {
      groupId: string;
    };
    /**
     * An own call is new or changed; the whole call as it now is.
     */
    'call.changed': {
      call: Call;
    };
    'call.ended': {
      callId: string;
      reason: EndReason;
      endedAt: Time;
    };
    'device.changed': {
      device: Device;
    };
    'device.gone': {
      deviceId: string;
    };
    'sign_in.changed': {
      signIn: SignIn;
    };
    'sign_in.gone': {
      signInId: string;
    };
    /**
     * To the connections of the sign-in that owns the softphone: do this with the SIP session whose INVITE carried X-Sidetone-Call equal to callId (for dial: start a SIP call to uri).
     *
     */
    'softphone.command': {
      deviceId: string;
      action: 'dial' | 'answer' | 'send_digits';
      callId?: string;
      /**
       * for dial
       */
      uri?: string;
      /**
       * for send_digits
       */
      digits?: string;
    };
    /**
     * To administrators who watch. What is left out has not changed.
     */
    'live.changed': {
      at: Time;
      /**
       * new ones and changed ones
       */
      calls?: LiveCall[];
      /**
       * ids of calls
       */
      ended?: string[];
      /**
       * the whole list as it now is
       */
      lost?: LostDevice[];
      figures?: Figures;
    };
    /**
     * The sign-in was revoked; the client forgets its token and shows the sign-in page. The connection closes after it.
     */
    'session.ended': {
      reason: 'signed_out' | 'ended_elsewhere' | 'password_changed' | 'user_removed';
    };
  };
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Snapshot".
 */
export interface Snapshot {
  serverTime: Time;
  me: Me;
  /**
   * everyone in the groups of this user, this user included
   */
  people: Person[];
  groups: Group[];
  calls: Call[];
  devices: Device[];
  signIns: SignIn[];
  system: System;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Me".
 */
export interface Me {
  personId: string;
  signInId: string;
  mayChangePassword: boolean;
  /**
   * may watch the whole system
   */
  administrator: boolean;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Person".
 */
export interface Person {
  id: string;
  kind: 'person' | 'room' | 'reception';
  /**
   * display name
   */
  name: string;
  /**
   * SIP user part
   */
  shortName: string;
  number: string;
  email?: string;
  department?: string;
  location?: string;
  state: PersonState;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PersonState".
 */
export interface PersonState {
  /**
   * free: a device is registered; ringing: is called, or calls (direction out), and nobody has answered yet; not_reachable: no device is registered; unknown: nothing may be seen
   */
  lamp: 'free' | 'ringing' | 'in_call' | 'not_reachable' | 'unknown';
  since?: Time;
  peer?: Peer;
  direction?: 'in' | 'out';
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Peer".
 */
export interface Peer {
  /**
   * empty if not known
   */
  name: string;
  /**
   * number or SIP user as seen
   */
  number: string;
  /**
   * if a user of this system
   */
  personId?: string;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Group".
 */
export interface Group {
  id: string;
  name: string;
  memberIds: string[];
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Call".
 */
export interface Call {
  id: string;
  direction: 'in' | 'out';
  /**
   * starting: own phone is being picked up by auto-answer; calling: target asked; alerting: it rings there (or early media); ringing: rings here; talking: answered
   *
   */
  state: 'starting' | 'calling' | 'alerting' | 'ringing' | 'talking';
  peer: Peer;
  /**
   * own devices in it: while ringing all that ring, later the one in use
   */
  deviceIds: string[];
  startedAt: Time;
  answeredAt?: Time;
  heldByMe: boolean;
  heldByPeer: boolean;
  muted: boolean;
  /**
   * what is spoken on the own leg, e.g. opus, PCMA
   */
  codec?: string;
  /**
   * what is possible now; what is absent is not offered
   */
  actions: ('answer' | 'reject' | 'hang_up' | 'hold' | 'retrieve' | 'mute' | 'send_digits')[];
  /**
   * own devices on which this session may answer it
   */
  answerOn: string[];
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Device".
 */
export interface Device {
  id: string;
  kind: 'phone' | 'softphone';
  name: string;
  authUser: string;
  registered: boolean;
  registeredSince?: Time;
  userAgent?: string;
  transport?: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
  address?: string;
  /**
   * the sign-in that owns a softphone
   */
  signInId?: string;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SignIn".
 */
export interface SignIn {
  id: string;
  userAgent: string;
  address: string;
  createdAt: Time;
  seenAt: Time;
  connected: boolean;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "System".
 */
export interface System {
  /**
   * system name = SIP domain
   */
  name: string;
  /**
   * what a phone needs to be told; a port of 0 is off
   */
  sip: {
    host: string;
    udpPort: number;
    tcpPort: number;
    tlsPort: number;
  };
  passwordPolicy: {
    minLength: number;
    minClasses: number;
  };
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Nothing".
 */
export interface Nothing {}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "DeviceSecret".
 */
export interface DeviceSecret {
  deviceId: string;
  uri: string;
  authUser: string;
  secret: string;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LiveView".
 */
export interface LiveView {
  at: Time;
  /**
   * oldest first; at most 200, how many there are is among the figures
   */
  calls: LiveCall[];
  /**
   * phones that went within the last hour without saying so and are not back; newest first, at most 200
   */
  lost: LostDevice[];
  figures: Figures;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LiveCall".
 */
export interface LiveCall {
  id: string;
  /**
   * as in Call, seen from the caller
   */
  state: 'starting' | 'calling' | 'alerting' | 'talking';
  from: Peer;
  to: Peer;
  startedAt: Time;
  answeredAt?: Time;
  /**
   * the caller's device, then those that ring, or the one that answered
   */
  legs: LiveLeg[];
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LiveLeg".
 */
export interface LiveLeg {
  deviceId: string;
  side: 'from' | 'to';
  /**
   * calling: has not said yet that it rings, or is the one that calls
   */
  state: 'calling' | 'ringing' | 'talking';
  kind: 'phone' | 'softphone';
  /**
   * of the device; empty if it was removed
   */
  name: string;
  transport?: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
  address?: string;
  userAgent?: string;
  /**
   * its media (SRTP)
   */
  encrypted: boolean;
  /**
   * as it talks, e.g. opus, PCMA
   */
  codec?: string;
  held: boolean;
  muted: boolean;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LostDevice".
 */
export interface LostDevice {
  deviceId: string;
  name: string;
  owner: string;
  number: string;
  /**
   * expired: did not renew its registration
   */
  why: 'expired' | 'connection_lost';
  at: Time;
}
/**
 * by the names Prometheus has for them, e.g. sidetone_calls{state="established"}; counters count since the start of the server
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Figures".
 */
export interface Figures {
  [k: string]: number;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RpcError".
 */
export interface RpcError {
  /**
   * JSON-RPC: -32700 parse, -32600 request, -32601 method, -32602 params, -32000 refused
   */
  code: number;
  /**
   * for logs, never shown to people
   */
  message: string;
  data: {
    /**
     * stable refusal code, e.g. calls.target_unknown; the client has a text for each
     */
    code: string;
    /**
     * the parameter at fault if one is
     */
    field?: string;
  };
}

export type Methods = Contract['methods'];
export type MethodName = keyof Methods;
export type Params<M extends MethodName> = Methods[M]['params'];
export type Results<M extends MethodName> = Methods[M]['result'];
export type Events = Contract['events'];
export type EventName = keyof Events;
/** One event as the state sees it. */
export type SessionEvent = { [E in EventName]: { type: E; data: Events[E] } }[EventName];

/** Every refusal code the contract names. */
export const kRefusalCodes = [
  'access.password_too_short',
  'access.password_too_simple',
  'access.password_wrong',
  'access.permission_denied',
  'calls.device_not_registered',
  'calls.device_unknown',
  'calls.not_possible',
  'calls.target_invalid',
  'calls.target_unknown',
  'calls.too_many',
  'calls.unknown',
  'devices.too_many',
  'devices.unknown',
  'request.invalid',
  'session.token_invalid',
  'sign_ins.unknown',
] as const;
