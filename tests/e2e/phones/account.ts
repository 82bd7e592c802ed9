// What any phone must be told.
export type Transport = 'udp' | 'tcp' | 'tls';

export interface SipAccount {
  /** sip:user@system */
  uri: string;
  authUser: string;
  secret: string;
  /** Where the server listens: an address, IPv6 without brackets. */
  host: string;
  ports: Record<Transport, number>;
  displayName?: string;
}

export const userOf = (account: SipAccount): string => /^sips?:([^@]+)@/.exec(account.uri)?.[1] ?? account.uri;
export const domainOf = (account: SipAccount): string => /@([^;:>]+)/.exec(account.uri)?.[1] ?? '';
export const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
