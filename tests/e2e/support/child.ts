// A program started by a test: its output kept, its end awaited, ended by its own id only.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';

export class Child {
  readonly process: ChildProcess;
  readonly exited: Promise<number>;
  #output = '';
  #waiting: Array<() => void> = [];
  #ended = false;

  constructor(
    readonly name: string,
    command: string,
    args: string[],
    options: SpawnOptions & { logFile?: string } = {},
  ) {
    this.process = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
    const log = options.logFile === undefined ? undefined : createWriteStream(options.logFile, { flags: 'a' });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        log?.write(text);
        this.#output = (this.#output + text).slice(-200_000);
        this.#wake();
      });
    }
    this.process.stdin?.on('error', () => {});
    this.exited = new Promise((resolve) => {
      const done = (code: number): void => {
        this.#ended = true;
        log?.end();
        this.#wake();
        resolve(code);
      };
      this.process.once('error', (error) => {
        this.#output += `\n${error.message}`;
        done(127);
      });
      this.process.once('close', (code, signal) => done(code ?? (signal === null ? 1 : 128)));
    });
  }

  get output(): string {
    return this.#output;
  }
  get ended(): boolean {
    return this.#ended;
  }

  write(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }

  /** Resolves with the match once the output has it. Fails when the program ends before. */
  async saw(pattern: RegExp): Promise<RegExpExecArray> {
    return this.until(() => pattern.exec(this.#output), String(pattern));
  }

  async until<T>(look: () => T | null | undefined, what: string): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== null && found !== undefined) return found;
      if (this.#ended) throw new Error(`${this.name} ended before ${what}:\n${this.#output.slice(-4000)}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** SIGTERM, and after `grace` ms SIGKILL. The exit code. */
  async stop(grace = 10_000): Promise<number> {
    if (!this.#ended) this.process.kill('SIGTERM');
    const late = setTimeout(() => this.process.kill('SIGKILL'), grace);
    const code = await this.exited;
    clearTimeout(late);
    return code;
  }
}

/** Runs to its end. */
export async function run(command: string, args: string[], options: SpawnOptions = {}): Promise<{ code: number; output: string }> {
  const child = new Child(command, command, args, options);
  child.process.stdin?.end();
  const code = await child.exited;
  return { code, output: child.output };
}

export async function runOk(command: string, args: string[], options: SpawnOptions = {}): Promise<string> {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`);
  return output;
}
