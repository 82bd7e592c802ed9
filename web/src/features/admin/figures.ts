// The figures of the server by their Prometheus names, put together as screens show them.

export type Figures = Readonly<Record<string, number>>;

export type Labelled = { label: string; value: number };

/** The figures of one family by their label, in the order they came. */
export function family(figures: Figures, name: string): Labelled[] {
  return Object.entries(figures).flatMap(([key, value]) => {
    const [, label] = key.startsWith(`${name}{`) ? (/="(.*)"}$/.exec(key) ?? []) : [];
    return label === undefined ? [] : [{ label, value }];
  });
}

export function sum(figures: Figures, name: string): number {
  return family(figures, name).reduce((total, one) => total + one.value, 0);
}

export function figure(figures: Figures, name: string, label?: string): number | undefined {
  return figures[label === undefined ? name : `${name}{${label}}`];
}

export type BothWays = { name: string; received: number; sent: number };

/** Requests by method and responses by class, both ways; what never passed is left out. */
export function traffic(figures: Figures): BothWays[] {
  const rows = ['requests', 'responses'].flatMap((kind) => {
    const sent = new Map(
      family(figures, `sidetone_sip_${kind}_sent_total`).map(({ label, value }) => [label, value] as const),
    );
    return family(figures, `sidetone_sip_${kind}_received_total`).map(({ label, value }) => ({
      name: label,
      received: value,
      sent: sent.get(label) ?? 0,
    }));
  });
  return rows.filter((row) => row.received > 0 || row.sent > 0);
}

export type Ways = { name: string; registrations: number; flows: number };

/** Registrations and flows by transport. */
export function ways(figures: Figures): Ways[] {
  const flows = new Map(family(figures, 'sidetone_sip_flows').map(({ label, value }) => [label, value] as const));
  return family(figures, 'sidetone_registrations').map(({ label, value }) => ({
    name: label,
    registrations: value,
    flows: flows.get(label) ?? 0,
  }));
}

const kTurnedAway = [
  ['messages', 'sidetone_sip_messages_dropped_total'],
  ['connections', 'sidetone_connections_closed_total'],
  ['logins', 'sidetone_logins_refused_total'],
] as const;

export type TurnedAway = { what: (typeof kTurnedAway)[number][0]; reason: string; count: number };

/** What the server dropped, closed and refused since its start, by why. */
export function turnedAway(figures: Figures): TurnedAway[] {
  return kTurnedAway.flatMap(([what, name]) =>
    family(figures, name)
      .filter(({ value }) => value > 0)
      .map(({ label, value }) => ({ what, reason: label, count: value })),
  );
}
