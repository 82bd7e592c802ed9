// A real outage: packets are dropped in the tests' own network. Never outside of it.
import { execFileSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { mediaPorts } from '../sound/heard.ts';
import { inOwnNetwork } from '../support/paths.ts';

const kTable = 'cut';

export class Cut {
  #on = false;

  /** What a browser sends and gets is lost: its page's connections and its media. Phones go on. */
  async browser(page: Page, webPort: number): Promise<void> {
    const media = await mediaPorts(page);
    const rules = [`tcp dport ${webPort} drop`, `tcp sport ${webPort} drop`];
    for (const port of media) rules.push(`udp sport ${port} drop`, `udp dport ${port} drop`);
    this.#drop(rules);
  }

  /** One TCP or UDP port of this machine is not reached. */
  port(port: number): void {
    this.#drop(['tcp', 'udp'].flatMap((kind) => [`${kind} dport ${port} drop`, `${kind} sport ${port} drop`]));
  }

  #drop(rules: string[]): void {
    if (!inOwnNetwork()) throw new Error('packets are dropped only in a network of the tests: run them with ./dev e2e');
    this.mend();
    const text = `table inet ${kTable} {\n chain in {\n  type filter hook input priority 0;\n  ${rules.join('\n  ')}\n }\n}\n`;
    execFileSync('nft', ['-f', '-'], { input: text });
    this.#on = true;
  }

  mend(): void {
    if (this.#on) execFileSync('nft', ['delete', 'table', 'inet', kTable]);
    this.#on = false;
  }
}
