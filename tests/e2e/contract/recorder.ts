// Every frame of /session that a page sends or gets goes to the conversations of the test.
import type { BrowserContext } from '@playwright/test';
import type { Conversation, Conversations, Direction } from './conversation.ts';

const kHook = '__sessionFrame';

export async function recordSessions(context: BrowserContext, conversations: Conversations, name: string): Promise<void> {
  const open = new Map<string, Conversation>();
  await context.exposeFunction(kHook, (socket: string, direction: Direction, text: string) => {
    let conversation = open.get(socket);
    if (conversation === undefined) {
      conversation = conversations.begin(name);
      open.set(socket, conversation);
    }
    conversation.take(direction, text);
  });
  await context.addInitScript((hook) => {
    const tell = (socket: string, direction: string, text: unknown): void => {
      if (typeof text === 'string') void (window as unknown as Record<string, (...a: string[]) => unknown>)[hook]?.(socket, direction, text);
    };
    // No private fields: the test runner rewrites them with helpers that the page does not have.
    const recorded = new WeakMap<WebSocket, string>();
    const Original = window.WebSocket;
    window.WebSocket = class extends Original {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        if (new URL(this.url).pathname !== '/session') return;
        const name = Math.random().toString(36).slice(2);
        recorded.set(this, name);
        this.addEventListener('message', (event) => tell(name, 'to_client', event.data));
      }
      override send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
        const name = recorded.get(this);
        if (name !== undefined) tell(name, 'to_server', data);
        super.send(data as string);
      }
    };
  }, kHook);
}
