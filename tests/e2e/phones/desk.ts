// A phone as tests drive it that every software must pass.
export interface Desk {
  /** What is kept for a failed test. */
  readonly child: { readonly name: string; readonly output: string };
  /** "12", a short name, or a SIP URI. */
  dial(target: string): Promise<unknown>;
  /** The phone that was dialled rings. */
  rings(): Promise<unknown>;
  incoming(): Promise<unknown>;
  accept(): Promise<unknown>;
  refuse(): Promise<unknown>;
  established(): Promise<unknown>;
  hold(): Promise<unknown>;
  resume(): Promise<unknown>;
  hangUp(): Promise<unknown>;
  /** The call is over; what the software says of why. */
  ended(): Promise<string>;
  /** The tone of the last half second, of a phone that has sound: at any time, or of one that keeps it to itself until the end, after the call. */
  heardHz?(): number;
  readonly tellsAfterTheCall?: boolean;
  stop(): Promise<void>;
}
