// Free ports. Each is taken once in a run, so that two parts that start together never get the same.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

let next = 20_000;

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const tcp = createServer();
    tcp.once('error', () => resolve(false));
    tcp.listen({ port, host, exclusive: true }, () => {
      tcp.close(() => {
        const udp = createSocket('udp4');
        udp.once('error', () => resolve(false));
        udp.bind({ port, address: host, exclusive: true }, () => udp.close(() => resolve(true)));
      });
    });
  });
}

/** The first of `count` neighbouring ports that are free for TCP and UDP. */
export async function freePorts(count = 1): Promise<number> {
  while (next + count < 29_000) {
    // Taken before the check, which others may overtake.
    const from = next;
    next += count;
    const states = await Promise.all(Array.from({ length: count }, (_, i) => isFree(from + i, '0.0.0.0')));
    if (states.every(Boolean)) return from;
  }
  throw new Error('no free ports between 20000 and 29000');
}
