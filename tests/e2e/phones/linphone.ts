// linphonec as a second, different phone. Commands on its standard input, its output is the stream of events.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../support/child.ts';
import { workFolder } from '../support/paths.ts';
import { freePorts } from '../support/ports.ts';
import { type SipAccount, type Transport, bracketed, domainOf, userOf } from './account.ts';

export class Linphone {
  private constructor(
    readonly child: Child,
    readonly account: SipAccount,
  ) {}

  static async start(account: SipAccount, address: string, transport: Transport = 'udp'): Promise<Linphone> {
    const folder = mkdtempSync(join(workFolder('phones'), `linphone-${userOf(account)}-`));
    // Without this folder its database fails and it never registers.
    mkdirSync(join(folder, '.local/share/linphone'), { recursive: true });
    const port = await freePorts(2);
    const server = `<sip:${bracketed(account.host)}:${account.ports[transport]};transport=${transport}>`;
    const rc = [
      '[sip]', `sip_port=${port}`, `sip_tcp_port=${port}`, `sip_tls_port=${port + 1}`, `bind_address=${address}`, 'use_ipv6=0', 'default_proxy=0',
      'verify_server_certs=0', 'verify_server_cn=0',
      '[rtp]', `audio_rtp_port=${await freePorts(2)}`, '[sound]', 'echocancellation=0',
      '[proxy_0]', `reg_proxy=${server}`, `reg_route=${server.replace('>', ';lr>')}`, `reg_identity=${account.uri}`, 'reg_expires=60', 'reg_sendregister=1', 'publish=0',
      '[auth_info_0]', `username=${userOf(account)}`, `userid=${account.authUser}`, `passwd=${account.secret}`, `realm=${domainOf(account)}`, `domain=${domainOf(account)}`,
    ];
    writeFileSync(join(folder, 'rc'), `${rc.join('\n')}\n`);
    const child = new Child(`linphonec ${userOf(account)}`, 'linphonec', ['-c', join(folder, 'rc')], {
      env: { ...process.env, HOME: folder, TERM: 'dumb' },
      logFile: join(folder, 'log'),
    });
    const phone = new Linphone(child, account);
    child.write('soundcard use files');
    await phone.#registered();
    return phone;
  }

  /** It tells of its registration only when asked. */
  async #registered(): Promise<void> {
    while (!/^(linphonec> )?registered,/m.test(this.child.output)) {
      if (this.child.ended) throw new Error(`linphonec ended:\n${this.child.output}`);
      this.child.write('status register');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  command(line: string): void {
    this.child.write(line);
  }
  saw(pattern: RegExp): Promise<RegExpExecArray> {
    return this.child.saw(pattern);
  }

  async stop(): Promise<void> {
    this.child.write('terminate all');
    this.child.write('quit');
    await this.child.stop(3000);
  }
}
