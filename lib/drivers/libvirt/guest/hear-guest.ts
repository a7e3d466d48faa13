/** The first sign of life from inside a guest, by whichever channel brings one first. */
import type { DomainId } from '@/lib/domain/ids';
import { DriverError } from '@/lib/drivers/errors';
import type { CallOptions, GuestSign } from '@/lib/drivers/port';
import { askAgent } from '@/lib/drivers/libvirt/guest/ask-agent';
import type { HeartbeatPort, HeartbeatPorts } from '@/lib/drivers/libvirt/guest/heartbeat-port';
import type { HostCaller } from '@/lib/drivers/libvirt/host-caller';
import { HEAR_DEADLINE_MS, HEAR_RETRY_MS } from '@/lib/drivers/libvirt/limits';
import { pause } from '@/lib/drivers/libvirt/verbs/migrate-domain';

export interface HearDependencies {
  readonly caller: HostCaller;
  readonly heartbeats: HeartbeatPorts;
  readonly channels: GuestChannels;
}

/** Which channels the domain's definition has. */
export interface GuestChannels {
  readonly agent: boolean;
  readonly heartbeat: HeartbeatPort | undefined;
}

/** Kinds that a channel may show while the guest boots or arrives: try again until the deadline. */
const PASSING: readonly string[] = ['timeout', 'busy', 'refused', 'internal', 'unsupported'];

/** Rejects with `timeout` where nothing is heard in time, `unsupported` where the domain has no channel. */
export async function hearGuest(deps: HearDependencies, id: DomainId, options: CallOptions = {}): Promise<GuestSign> {
  const deadlineMs = options.deadlineMs ?? HEAR_DEADLINE_MS;
  const { agent, heartbeat } = deps.channels;
  if (!agent && heartbeat === undefined) {
    throw new DriverError(
      'unsupported',
      'The domain has neither a guest agent channel nor a port for a heartbeat; its guest cannot be heard.',
    );
  }
  const over = new AbortController();
  const cancel = (): void => over.abort();
  options.signal?.addEventListener('abort', cancel, { once: true });
  const deadline = setTimeout(cancel, deadlineMs);
  let lastError: DriverError | undefined;
  try {
    const attempts: Promise<GuestSign>[] = [];
    const keep = (error: DriverError): void => void (lastError = error);
    if (agent) attempts.push(retry(() => askAgent(deps.caller, id, over.signal), over.signal, keep));
    if (heartbeat !== undefined)
      attempts.push(retry(() => nextHeartbeat(deps.heartbeats, id, heartbeat, over.signal), over.signal, keep));
    return await Promise.any(attempts);
  } catch (error) {
    if (options.signal?.aborted === true)
      throw new DriverError('cancelled', 'Stopped listening for the guest, as asked.');
    const fatal =
      error instanceof AggregateError
        ? error.errors.find(
            (each: unknown) => DriverError.is(each) && !PASSING.includes(each.kind) && each.kind !== 'cancelled',
          )
        : error;
    if (fatal instanceof DriverError) throw fatal;
    throw new DriverError(
      'timeout',
      `The guest was not heard within ${deadlineMs} ms${lastError === undefined ? '' : `; last: ${lastError.message}`}`,
      { native: lastError?.native, cause: error },
    );
  } finally {
    clearTimeout(deadline);
    options.signal?.removeEventListener('abort', cancel);
    over.abort();
  }
}

async function retry(
  attempt: () => Promise<GuestSign>,
  over: AbortSignal,
  keep: (error: DriverError) => void,
): Promise<GuestSign> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!DriverError.is(error) || over.aborted || !PASSING.includes(error.kind)) throw error;
      keep(error);
    }
    await pause(HEAR_RETRY_MS, over);
  }
}

function nextHeartbeat(
  heartbeats: HeartbeatPorts,
  id: DomainId,
  on: HeartbeatPort,
  over: AbortSignal,
): Promise<GuestSign> {
  return new Promise((resolve, reject) => {
    const stopped = (): void => {
      reject(new DriverError('cancelled', 'Stopped listening for the heartbeat.'));
      void listening.then((stop) => stop()).catch(() => undefined);
    };
    over.addEventListener('abort', stopped, { once: true });
    const onSign = (sign: GuestSign): void => {
      over.removeEventListener('abort', stopped);
      resolve(sign);
      void listening.then((stop) => stop()).catch(() => undefined);
    };
    const onEnd = (): void => reject(new DriverError('refused', 'The heartbeat port was closed.'));
    const listening = heartbeats.listen(id, on, { onSign, onEnd }, { signal: over });
    listening.catch((error: unknown) => {
      over.removeEventListener('abort', stopped);
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}
