import { match } from 'ts-pattern';
import type { EventBody } from '@/lib/contracts/events';
import { STANDING_WORDS } from '@/lib/domain/benchmark';
import { STATE_LABELS } from '@/lib/domain/domain-actions';
import { formatPercent } from '@/components/ui/figures';

/**
 * An event in a sentence.
 * @example describeEvent({ type: 'domain.changed', domainName: 'wn-01', state: 'running', previousState: 'off', … }) // 'wn-01 went from off to running'
 */
export function describeEvent(event: EventBody): string {
  return match(event)
    .with({ type: 'host.added' }, (e) => `Host ${e.hostName} was added`)
    .with({ type: 'host.changed' }, (e) => `Host ${e.hostName} was edited or read anew`)
    .with({ type: 'host.removed' }, (e) => `Host ${e.hostName} was removed`)
    .with(
      { type: 'host.status' },
      (e) => `Host ${e.hostName} is ${e.status}${e.reason === null ? '' : `: ${e.reason}`}`,
    )
    .with({ type: 'domain.added' }, (e) => `${e.domainName} appeared, ${STATE_LABELS[e.state]}`)
    .with({ type: 'domain.changed' }, (e) =>
      e.previousState === null || e.previousState === e.state
        ? `${e.domainName} changed; it is ${STATE_LABELS[e.state]}`
        : `${e.domainName} went from ${STATE_LABELS[e.previousState]} to ${STATE_LABELS[e.state]}`,
    )
    .with({ type: 'domain.moved' }, (e) => `${e.domainName} moved to another host and is ${STATE_LABELS[e.state]}`)
    .with({ type: 'domain.missing' }, (e) => `No host reports ${e.domainName} any more`)
    .with({ type: 'domain.removed' }, (e) => `${e.domainName} was removed`)
    .with({ type: 'operation.changed' }, (e) =>
      e.waitingFor === null ? `${e.title}: ${e.state}` : `${e.title}: ${e.state}. ${e.waitingFor}`,
    )
    .with({ type: 'operation.step' }, (e) => e.title)
    .with({ type: 'migration.progress' }, (e) =>
      e.progress === null
        ? `${e.domainName} is on its way: ${e.stage}`
        : `${e.domainName} is on its way: ${e.stage}, ${formatPercent(e.progress)}`,
    )
    .with({ type: 'benchmark.standing' }, (e) => `${e.title}: ${STANDING_WORDS[e.standing]} by ${e.byName}`)
    .with({ type: 'benchmark.drift' }, (e) => e.sentence)
    .with({ type: 'image.changed' }, (e) => `Image ${e.name}, version ${e.version}, ${e.words}`)
    .with({ type: 'campaign.changed' }, (e) =>
      e.campaignId === null ? `Campaign file ${e.name} ${e.words}` : `Campaign ${e.name}: ${e.words}`,
    )
    .with({ type: 'pool.changed' }, (e) => `Pool ${e.name}: ${e.words}`)
    .with({ type: 'lease.changed' }, (e) => `Lease ${e.number} ${e.words}`)
    .with({ type: 'maintenance.changed' }, (e) => `Maintenance of ${e.hostName} ${e.words}`)
    .with({ type: 'quota.changed' }, (e) => `VO ${e.vo} ${e.words}`)
    .with({ type: 'environment.changed' }, (e) => `Environment ${e.name} ${e.words}`)
    .with({ type: 'drift.changed' }, (e) => `Drift of ${e.domainName}: ${e.words}`)
    .with({ type: 'image-trust.changed' }, (e) => `Trust in images: ${e.words}`)
    .with({ type: 'loss.changed' }, (e) => `Loss of ${e.hostName}: ${e.words}`)
    .with(
      { type: 'plan.changed' },
      (e) =>
        `${e.kind === 'what-if' ? 'What-if' : e.hostName === null ? 'Plan to rebalance hosts' : `Plan to drain ${e.hostName}`} ${e.words}`,
    )
    .with({ type: 'site.changed' }, (e) => `Site ${e.name} ${e.words}`)
    .with({ type: 'schedule.changed' }, (e) => `Schedule “${e.name}” ${e.words}`)
    .with({ type: 'probe.changed' }, (e) =>
      e.probe === null ? `${e.name} ${e.words}` : `${e.name}, probe ${e.probe}, ${e.words}`,
    )
    .with({ type: 'alarm.raised' }, (e) => `Alarm: ${e.sentence}`)
    .with({ type: 'alarm.resolved' }, (e) => `Alarm resolved: ${e.sentence}`)
    .exhaustive();
}
