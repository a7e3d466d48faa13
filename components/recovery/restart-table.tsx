import { Badge } from '@/components/ui/badge';
import { Dash } from '@/components/ui/dash';
import { Scrolled } from '@/components/ui/scrolled';
import { InlineLink, TextLink } from '@/components/ui/text-link';
import type { Tone } from '@/components/ui/tone';
import { VoTag } from '@/components/ui/vo-tag';
import type { Loss } from '@/lib/contracts/recovery';
import { RESTART_PRIORITY_WORDS } from '@/lib/domain/domain';
import { isOpenLoss, RESTART_STATE_WORDS, type RestartState } from '@/lib/domain/recovery';
import { pages } from '@/lib/utils/paths';

const TONES: Record<RestartState, Tone> = {
  waiting: 'neutral',
  blocked: 'trouble',
  running: 'moving',
  done: 'running',
  failed: 'trouble',
  left: 'off',
};

/** What runs on its own host again, that came back, runs not elsewhere. */
function stateWords(loss: Loss, { state, targetHostId }: Loss['domains'][number], foreseen: boolean): string {
  if (foreseen && state === 'waiting') return 'started';
  return state === 'done' && targetHostId === loss.hostId ? 'runs again' : RESTART_STATE_WORDS[state];
}

/** What becomes of each domain; before the host is certainly off, what would. */
export function RestartTable({ loss }: { readonly loss: Loss }) {
  const foreseen = loss.fencedAt === null && loss.rebootedAt === null;
  if (foreseen && !isOpenLoss(loss.state)) return null;
  return (
    <section aria-label="Its domains">
      <h2 className="mb-1 text-base font-semibold">{foreseen ? 'Where its domains would go' : 'Its domains'}</h2>
      <p className="mb-2 text-sm text-muted">
        {foreseen
          ? 'Those with a restart priority, by the hosts as they are now. Nothing is started before the host is off for certain.'
          : 'In the order in which they are started.'}
      </p>
      {loss.domains.length === 0 ? (
        <p className="text-sm">
          {foreseen
            ? 'None of its running domains has a restart priority. It is set on a domain’s own page, under Edit.'
            : 'None ran on it.'}
        </p>
      ) : (
        <Scrolled label="Its domains">
          <table className="w-full text-left text-sm">
            <thead>
              <tr className="text-xs text-muted">
                {['Domain', 'Priority', foreseen ? 'Would be' : 'State', 'Host', 'Why'].map((name) => (
                  <th key={name} scope="col" className="border-b border-line px-2 py-1 font-medium">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {loss.domains.map((domain) => (
                <tr key={domain.domainId} className="border-b border-line align-top last:border-b-0">
                  <th scope="row" className="px-2 py-1 font-normal whitespace-nowrap">
                    <span className="flex items-center gap-2">
                      <TextLink href={pages.domain(domain.domainId)}>{domain.domainName}</TextLink>
                      {domain.vo === null ? null : <VoTag vo={domain.vo} />}
                    </span>
                  </th>
                  <td className="px-2 py-1 whitespace-nowrap">
                    {domain.priority === null ? <Dash /> : RESTART_PRIORITY_WORDS[domain.priority]}
                  </td>
                  <td className="px-2 py-1 whitespace-nowrap">
                    <Badge tone={TONES[domain.state]} plain>
                      {stateWords(loss, domain, foreseen)}
                    </Badge>
                  </td>
                  <td className="px-2 py-1 whitespace-nowrap">
                    {domain.targetHostId === null ? (
                      <Dash />
                    ) : (
                      <TextLink href={pages.host(domain.targetHostId)}>{domain.targetHostName}</TextLink>
                    )}
                  </td>
                  <td className="min-w-60 px-2 py-1">
                    {domain.words}{' '}
                    {domain.operationId === null ? null : (
                      <InlineLink href={pages.operation(domain.operationId)}>Operation</InlineLink>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
    </section>
  );
}
