import type { RunRow } from './run-rows';
import type { StepRow } from './run-writes';

/** The network that a step makes or removes. @throws Error for a step of a host that the plan did not name */
export function networkOf(
  run: Pick<RunRow, 'siteId'>,
  { subject, hostId, hostName }: Pick<StepRow, 'subject' | 'hostId' | 'hostName'>,
): { readonly siteId: string; readonly name: string; readonly hostId: string } {
  if (hostId === null) throw new Error(`the plan does not say which host ${hostName} is`);
  return { siteId: run.siteId, name: subject.slice(0, -` on ${hostName}`.length), hostId };
}
