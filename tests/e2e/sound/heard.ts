// Which tone a browser hears: read from the audio track of its newest connected peer connection. And what the page itself plays, before it
// reaches the loudspeaker: ringing, ring-back, test tones.
import type { BrowserContext, Page } from '@playwright/test';

/** Before the first goto: the page's peer connections become findable. */
export async function spyOnPeerConnections(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const seen: RTCPeerConnection[] = [];
    Object.defineProperty(window, '__peerConnections', { value: seen });
    const Original = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        seen.push(this);
      }
    };
  });
}

/** Hz once five readings in a row agree within 6 Hz; 0 if for `ms` there is nothing but silence or noise; NaN without a connection. */
export function heardHz(page: Page, ms = 8000): Promise<number> {
  return page.evaluate(async (limit) => {
    const all = (window as unknown as { __peerConnections: RTCPeerConnection[] }).__peerConnections;
    const connection = all.filter((c) => c.connectionState === 'connected').at(-1);
    const track = connection?.getReceivers().find((r) => r.track.kind === 'audio')?.track;
    if (track === undefined) return Number.NaN;
    const stream = new MediaStream([track]);
    // Chromium passes sound to WebAudio only while a media element plays the stream.
    const element = new Audio();
    element.muted = true;
    element.srcObject = stream;
    await element.play().catch(() => undefined);
    const context = new AudioContext();
    await context.resume();
    const analyser = context.createAnalyser();
    analyser.fftSize = 16_384;
    analyser.smoothingTimeConstant = 0;
    context.createMediaStreamSource(stream).connect(analyser);
    const bins = new Float32Array(analyser.frequencyBinCount);
    const width = context.sampleRate / analyser.fftSize;
    const recent: number[] = [];
    const began = performance.now();
    let result = 0;
    while (result === 0 && performance.now() - began < limit) {
      await new Promise((resolve) => setTimeout(resolve, 80));
      analyser.getFloatFrequencyData(bins);
      let peak = 0;
      bins.forEach((level, i) => {
        if (i > 0 && level > (bins[peak] ?? -Infinity)) peak = i;
      });
      if ((bins[peak] ?? -Infinity) < -60) recent.length = 0;
      else recent.push(peak * width);
      const last = recent.slice(-5);
      if (last.length === 5 && Math.max(...last) - Math.min(...last) <= 6) result = last[2] ?? 0;
    }
    element.srcObject = null;
    await context.close();
    return Math.round(result);
  }, ms);
}

/** Peer connections the page has made so far, and the sound packets the newest has received. */
export function reception(page: Page): Promise<{ connections: number; packets: number }> {
  return page.evaluate(async () => {
    const all = (window as unknown as { __peerConnections: RTCPeerConnection[] }).__peerConnections;
    let packets = 0;
    (await all.at(-1)?.getStats())?.forEach((entry: { type: string; packetsReceived?: number }) => {
      if (entry.type === 'inbound-rtp') packets += entry.packetsReceived ?? 0;
    });
    return { connections: all.length, packets };
  });
}

/** UDP ports the browser uses for media now. */
export function mediaPorts(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const all = (window as unknown as { __peerConnections: RTCPeerConnection[] }).__peerConnections;
    const ports = new Set<number>();
    for (const connection of all.filter((c) => c.connectionState !== 'closed')) {
      (await connection.getStats()).forEach((entry: { type: string; port?: number; protocol?: string }) => {
        if (entry.type === 'local-candidate' && entry.port !== undefined && entry.port > 9) ports.add(entry.port);
      });
      for (const match of (connection.localDescription?.sdp ?? '').matchAll(/a=candidate:\S+ \d+ udp \d+ \S+ (\d+) /gi)) ports.add(Number(match[1]));
    }
    return [...ports];
  });
}

/** Before the first goto: what the page plays by itself becomes measurable, for itself too (`__playedNow`). */
export async function spyOnOutput(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const played: AnalyserNode[] = [];
    Object.defineProperty(window, '__played', { value: played });
    const connect = AudioNode.prototype.connect as (this: AudioNode, ...way: unknown[]) => AudioNode;
    AudioNode.prototype.connect = function (this: AudioNode, ...way: unknown[]) {
      const [target] = way;
      if (target instanceof AudioDestinationNode) {
        const analyser = new AnalyserNode(target.context, { fftSize: 16_384, smoothingTimeConstant: 0 });
        connect.call(this, analyser);
        played.push(analyser);
      }
      return connect.apply(this, way);
    } as typeof AudioNode.prototype.connect;
    const strongest = (analyser: AnalyserNode): number[] => {
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      let peak = 0;
      bins.forEach((level, i) => {
        if (level > (bins[peak] ?? -Infinity)) peak = i;
      });
      return (bins[peak] ?? -Infinity) > -60 ? [Math.round((peak * analyser.context.sampleRate) / analyser.fftSize)] : [];
    };
    Object.defineProperty(window, '__playedNow', { value: () => played.filter(({ context }) => context.state === 'running').flatMap(strongest) });
  });
}

/** The strongest frequencies that the page played within `ms`, in Hz; none while it is silent. */
export function playedHz(page: Page, ms = 1500): Promise<number[]> {
  return page.evaluate(async (limit) => {
    const seen = new Set<number>();
    const began = performance.now();
    do {
      await new Promise((resolve) => setTimeout(resolve, 100));
      for (const hz of (window as unknown as { __playedNow: () => number[] }).__playedNow()) seen.add(hz);
    } while (performance.now() - began < limit);
    return [...seen];
  }, ms);
}
