// Calling from the chosen device. Without a registered device, or without a connection, there is no way to call: undefined.
import * as commands from '../../session/commands';
import { useConnected } from '../model';
import { useCallFrom } from '../own_devices';
import { useRun } from '../run';

export function useDial(): ((target: string) => void) | undefined {
  const connected = useConnected();
  const { chosen } = useCallFrom();
  const run = useRun();
  if (!connected || !chosen) return undefined;
  return (target) => run(commands.dial(target, chosen.id));
}
