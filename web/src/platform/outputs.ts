// Sending sound to a chosen output. A browser without setSinkId plays on the system's output; an output that is gone is replaced
// by it.
interface WithSink {
  setSinkId?(id: string): Promise<void>;
  readonly sinkId?: unknown;
}

export async function routeTo(target: HTMLMediaElement | AudioContext, deviceId: string): Promise<void> {
  const sink = target as unknown as WithSink;
  if (typeof sink.setSinkId !== 'function' || sink.sinkId === deviceId) return;
  try {
    await sink.setSinkId(deviceId);
  } catch {
    if (deviceId !== '') await sink.setSinkId('').catch(() => undefined);
  }
}
