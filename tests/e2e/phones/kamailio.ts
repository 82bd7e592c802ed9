// Kamailio between phones and the office: as a plain proxy that records itself, as the edge that phones register through (Path, RFC 3327), or
// as a strict router of the old kind (RFC 2543) towards the office.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../support/child.ts';
import type { Office } from '../support/office.ts';
import { workFolder } from '../support/paths.ts';
import { freePorts } from '../support/ports.ts';
import { type SipAccount, bracketed } from './account.ts';

export type KamailioRole = 'proxy' | 'edge' | 'strict';

export class Kamailio {
  private constructor(
    readonly child: Child,
    readonly port: number,
  ) {}

  static async start(office: Office, role: KamailioRole): Promise<Kamailio> {
    const folder = mkdtempSync(join(workFolder('phones'), 'kamailio-'));
    const port = await freePorts();
    writeFileSync(join(folder, 'kamailio.cfg'), config(office, role, port));
    const child = new Child(`kamailio ${role}`, 'kamailio', ['-DD', '-E', '-m', '64', '-M', '8', '-f', 'kamailio.cfg', '-w', folder, '-Y', folder, '-P', join(folder, 'pid')], {
      cwd: folder,
      logFile: join(folder, 'log'),
    });
    await child.saw(/READY/);
    return new Kamailio(child, port);
  }

  /** The account, registered and calling through here. */
  for(account: SipAccount): SipAccount {
    return { ...account, ports: { ...account.ports, udp: this.port, tcp: this.port } };
  }

  /** What went through, as "METHOD from WHERE by WAY". */
  passed(what: string): Promise<RegExpExecArray> {
    return this.child.saw(new RegExp(`PASSED ${what}`));
  }

  async stop(): Promise<void> {
    await this.child.stop(5000);
  }
}

function config(office: Office, role: KamailioRole, port: number): string {
  const listen = `${bracketed(office.host)}:${port}`;
  const record = {
    proxy: 'record_route();',
    edge: 'record_route();',
    // Each side has to see the loose row first; the office alone gets a strict one.
    strict: `if ($var(from) == "office") { insert_hf("Record-Route: <sip:${listen};lr>\\r\\nRecord-Route: <sip:${listen}>\\r\\n", "Call-ID"); }
      else { insert_hf("Record-Route: <sip:${listen}>\\r\\nRecord-Route: <sip:${listen};lr>\\r\\n", "Call-ID"); }`,
  }[role];
  // The edge serves only what the Path it gave leads to.
  const towardsPhone = role === 'edge' ? 'if (!is_present_hf("Route")) { sl_send_reply("403", "Not By My Path"); exit; } loose_route();' : '';
  const modules = ['tm', 'tmx', 'sl', 'rr', 'path', 'pv', 'maxfwd', 'textops', 'siputils', 'kex', 'corex', 'xlog'];
  return `#!KAMAILIO
debug=2
log_stderror=yes
children=2
tcp_children=1
auto_aliases=no
listen=udp:${listen}
listen=tcp:${listen}
mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
${modules.map((name) => `loadmodule "${name}.so"`).join('\n')}
modparam("path", "use_received", 1)
event_route[core:worker-one-init] { xlog("L_WARN", "READY\\n"); }
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  force_rport();
  $var(from) = "phone";
  if ($sp == ${office.ports.sip}) { $var(from) = "office"; }
  if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
  if (has_totag()) {
    $var(line) = $ru;
    if (loose_route()) { xlog("L_WARN", "PASSED $rm from $var(from) by route set, line $var(line)\\n"); t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
    sl_send_reply("404", "Not Here"); exit;
  }
  t_check_trans();
  if ($var(from) == "office") {
    ${towardsPhone}
    ${record}
    xlog("L_WARN", "PASSED $rm from office by ${role === 'edge' ? 'Path' : 'Contact'}\\n");
    t_relay(); exit;
  }
  if (!is_method("REGISTER")) { ${record} }
  ${role === 'edge' ? 'else { add_path_received(); }' : ''}
  xlog("L_WARN", "PASSED $rm from phone\\n");
  $du = "sip:${bracketed(office.host)}:${office.ports.sip}";
  t_relay();
}
`;
}
