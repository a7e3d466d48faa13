'use client';
import { useRef, useState } from 'react';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import type { DomainDetail } from '@/lib/contracts/domains';
import { ConsoleTerminal } from './console-terminal';

/**
 * The text console. It is opened by a press, not by looking at the tab: opening is in the audit, and takes the console from
 * other programs on the host.
 */
export function DomainConsole({ domain }: { readonly domain: Pick<DomainDetail, 'id' | 'name' | 'console'> }) {
  /** Counts openings, so that each has a terminal of its own. */
  const [opened, setOpened] = useState(0);
  const [state, setState] = useState<ConsoleState>({ kind: 'closed' });
  const button = useRef<HTMLButtonElement>(null);
  const refusal = domain.console.allowed ? undefined : domain.console.reason;
  if (refusal !== undefined && state.kind === 'closed') return <p className="text-muted">{refusal}</p>;
  const isOpen = state.kind === 'opening' || state.kind === 'open';
  return (
    <section aria-label={`Console of ${domain.name}`} className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        {isOpen ? (
          <Button ref={button} onClick={() => setState({ kind: 'ended', reason: 'You closed it.' })}>
            Close console
          </Button>
        ) : (
          <Button
            variant="primary"
            disabledReason={refusal}
            onClick={() => {
              setOpened((count) => count + 1);
              setState({ kind: 'opening' });
            }}
          >
            {state.kind === 'closed' ? 'Open console' : 'Open it again'}
          </Button>
        )}
        <output className="text-sm text-muted">{SENTENCES[state.kind]}</output>
      </div>
      {state.kind === 'ended' ? <Banner kind="warning">The console has ended. {state.reason}</Banner> : null}
      {opened === 0 ? null : (
        <ConsoleTerminal
          key={opened}
          domainId={domain.id}
          name={domain.name}
          open={isOpen}
          onConnected={() => setState({ kind: 'open' })}
          onLeave={() => button.current?.focus()}
          onEnd={(reason) => setState({ kind: 'ended', reason })}
        />
      )}
    </section>
  );
}

type ConsoleState =
  | { readonly kind: 'closed' | 'opening' | 'open' }
  | { readonly kind: 'ended'; readonly reason: string };

const SENTENCES: Record<ConsoleState['kind'], string> = {
  closed: 'What is typed goes to the guest. Opening the console is recorded in the audit; what is typed is not.',
  opening: 'The host is asked for the console…',
  open: 'Connected. Press Enter if nothing shows. Ctrl+F6 leaves the terminal by key.',
  ended: '',
};
