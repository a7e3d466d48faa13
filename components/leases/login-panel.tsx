'use client';
import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Banner } from '@/components/ui/banner';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { formatMoment } from '@/components/ui/format-age';
import { Scrolled } from '@/components/ui/scrolled';
import { issueLogin } from '@/lib/client/mutations/leases';
import type { IssuedLogin, LeaseDetail } from '@/lib/contracts/leases';
import { leaseName } from '@/lib/domain/lease';

/** How people sign in to the guests: a key that is shown once, and who has read it. */
export function LoginPanel({
  lease: { id, number, login, can, domains, approved },
}: {
  readonly lease: Pick<LeaseDetail, 'approved' | 'domains' | 'id' | 'number'> & {
    readonly can: Pick<LeaseDetail['can'], 'issueLogin'>;
    readonly login: NonNullable<LeaseDetail['login']>;
  };
}) {
  const [asked, setAsked] = useState(false);
  const [issued, setIssued] = useState<IssuedLogin>();
  const issue = useMutation(issueLogin());
  const another = login.issued > 0;
  const endsAt = approved?.endsAt;
  const label = another ? 'Issue another login' : 'Show the login';
  const { issueLogin: verdict } = can;
  return (
    <section aria-label="Login" className="min-w-0 max-w-3xl">
      <h2 className="mb-2 text-base font-semibold">Login</h2>
      <p className="mb-2 text-sm">
        Its guests let in <code className="font-mono">{login.account}</code> by SSH with a key and a certificate.{' '}
        {login.issuedAt === null ? (
          'Nobody has read them yet.'
        ) : (
          <>
            {login.issued === 1 ? 'They were read' : `${login.issued} were issued, the last`} by {login.issuedToName}{' '}
            <Age at={login.issuedAt} />, and are kept nowhere.
            {login.validUntil === null || endsAt === undefined || login.validUntil >= endsAt
              ? ''
              : ` They let in until ${formatMoment(login.validUntil)}, and the lease ends later since: issue another one.`}
          </>
        )}
        {domains.some(({ simulated }) => simulated)
          ? ' Simulated guests let nobody in: the login is real, and they are not.'
          : ''}
      </p>
      {issued === undefined ? null : (
        <Issued issued={issued} name={leaseName(number)} address={domains.flatMap(({ address }) => address ?? [])[0]} />
      )}
      <Button
        disabledReason={verdict.allowed ? undefined : verdict.reason}
        onClick={() => {
          issue.reset();
          setAsked(true);
        }}
      >
        <KeyRound aria-hidden />
        {label}
      </Button>
      {asked ? (
        <ConfirmDialog
          title={`${label} of lease ${number}`}
          consequence={
            another
              ? 'Those before it hold until the end they were issued for. It is shown once.'
              : 'It is shown once, to whoever asked for the lease. Keep it where you find it again.'
          }
          confirmLabel={label}
          pending={issue.isPending}
          error={issue.error === null ? undefined : errorSentence(issue.error)}
          onConfirm={() =>
            issue.mutate(
              { id, body: another ? { another: true } : {} },
              {
                onSuccess: (made) => {
                  setIssued(made);
                  setAsked(false);
                },
              },
            )
          }
          onClose={() => setAsked(false)}
        />
      ) : null}
    </section>
  );
}

function Issued({
  issued,
  name,
  address,
}: {
  readonly issued: IssuedLogin;
  readonly name: string;
  /** Of one of its guests; undefined: none is known. */
  readonly address: string | undefined;
}) {
  const files = [
    { file: name, text: issued.privateKey, what: 'private key' },
    { file: `${name}-cert.pub`, text: issued.certificate, what: 'certificate' },
  ];
  return (
    <Banner kind="warning" live className="mb-2">
      <p>
        Save both files now, the key readable by you alone (chmod 600). They are not shown again, and let you in until{' '}
        {formatMoment(issued.validUntil)}:{' '}
        <code className="font-mono break-all">
          ssh -i {name} {issued.account}@{address ?? 'ADDRESS'}
        </code>
        {address === undefined
          ? '. Gridbox knows no address of its guests yet: which they have their consoles tell.'
          : ''}
      </p>
      <ul className="mt-2 min-w-0 space-y-2">
        {files.map(({ file, text, what }) => (
          <li key={file} className="min-w-0 space-y-1">
            <span className="flex items-center gap-2">
              <code className="font-mono text-sm">{file}</code>
              <CopyButton text={text} label={`Copy the ${what}`} />
            </span>
            <Scrolled label={`The ${what}`}>
              <pre className="rounded-sm bg-sunken px-2 py-1 font-mono text-xs" data-secret>
                {text}
              </pre>
            </Scrolled>
          </li>
        ))}
      </ul>
    </Banner>
  );
}
