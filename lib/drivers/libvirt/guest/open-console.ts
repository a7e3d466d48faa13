/** The console of a domain as a person sees it: what the guest writes without its heartbeat, and what is typed. */
import type { DomainId } from '@/lib/domain/ids';
import type { CallOptions, ConsoleListener, DomainConsole } from '@/lib/drivers/port';
import { ConsoleText } from '@/lib/drivers/libvirt/guest/console-text';
import { CONSOLE_PORT, type HeartbeatPorts } from '@/lib/drivers/libvirt/guest/heartbeat-port';
import { CONSOLE_HOLD_MS, CONSOLE_REST_MS } from '@/lib/drivers/libvirt/limits';

export async function openConsole(
  ports: HeartbeatPorts,
  id: DomainId,
  on: ConsoleListener,
  options: CallOptions = {},
): Promise<DomainConsole> {
  const text = new ConsoleText();
  let holding: NodeJS.Timeout | undefined;
  const show = (shown: string): void => {
    if (shown !== '') on.onBytes(Buffer.from(shown, 'latin1'));
  };
  const release = (): void => {
    clearTimeout(holding);
    show(text.release());
  };
  const port = await ports.open(
    id,
    CONSOLE_PORT,
    {
      onText: (piece) => {
        clearTimeout(holding);
        show(text.take(piece));
        holding = setTimeout(release, text.expectsRest ? CONSOLE_REST_MS : CONSOLE_HOLD_MS);
      },
      onEnd: () => {
        release();
        on.onEnd();
      },
    },
    options,
  );
  return {
    write: port.write,
    close: async () => {
      clearTimeout(holding);
      await port.close();
    },
  };
}
