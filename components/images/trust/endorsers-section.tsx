'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { UserRoundCheck } from 'lucide-react';
import { useState } from 'react';
import { ConfirmDialog } from '@/components/form/confirm-dialog';
import { errorSentence } from '@/components/status/view-states';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input, Textarea } from '@/components/ui/input';
import { VoTag } from '@/components/ui/vo-tag';
import { trustEndorser, withdrawEndorser } from '@/lib/client/mutations/image-trust';
import { endorsersQuery } from '@/lib/client/queries/image-trust';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import type { ImageEndorser } from '@/lib/contracts/image-trust';
import { countOf, TrustSection } from './section';
import { TrustForm, wordsOf } from './trust-form';

/** Whose lists are taken, for which VOs, and since when. */
export function EndorsersSection() {
  const [trusting, setTrusting] = useState(false);
  const [leaving, setLeaving] = useState<ImageEndorser>();
  const result = useQuery(endorsersQuery());
  const refused = useScopeRefusal('images:trust');
  return (
    <TrustSection
      title="Endorsers"
      lead="Whose lists are taken: known by an own certificate, or by name and the authority that gave it out. Whether an authority has revoked a certificate is not asked."
      result={result}
      action={
        <Button disabledReason={refused} onClick={() => setTrusting(true)}>
          <UserRoundCheck aria-hidden />
          Trust endorser
        </Button>
      }
    >
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <p className="text-sm text-muted">Nobody: no list is taken.</p>
          ) : (
            <ul aria-label="Endorsers" className="divide-y divide-line border-y border-line text-sm">
              {items.map((endorser) => (
                <Row key={endorser.id} endorser={endorser} refused={refused} onWithdraw={() => setLeaving(endorser)} />
              ))}
            </ul>
          )}
          {trusting ? <TrustDialog onClose={() => setTrusting(false)} /> : null}
          {leaving === undefined ? null : <WithdrawDialog endorser={leaving} onClose={() => setLeaving(undefined)} />}
        </>
      )}
    </TrustSection>
  );
}

function Row({
  endorser,
  refused,
  onWithdraw,
}: {
  readonly endorser: ImageEndorser;
  readonly refused: string | undefined;
  readonly onWithdraw: () => void;
}) {
  const { subject, authority, fingerprint, vos, lists, withdrawnAt, withdrawnByName } = endorser;
  return (
    <li className="grid min-w-0 gap-0.5 py-1.5">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3">
        <span className="min-w-0 font-medium break-all">{subject}</span>
        {vos.map((vo) => (
          <VoTag key={vo} vo={vo} />
        ))}
        <span className="text-muted">{countOf(lists, 'list')}</span>
        {withdrawnAt === null ? (
          <Button className="ml-auto" disabledReason={refused} onClick={onWithdraw}>
            Withdraw
          </Button>
        ) : (
          <span className="text-danger">
            withdrawn by {withdrawnByName} <Age at={withdrawnAt} />
          </span>
        )}
      </div>
      <span className="text-xs break-all text-muted">
        {authority === null ? 'own certificate' : `authority ${authority}`}, SHA-256 {fingerprint}
      </span>
      <span className="text-xs text-muted">
        trusted by {endorser.trustedByName} <Age at={endorser.trustedAt} />, certificate ends{' '}
        <Age at={endorser.certificateEndsAt} />
      </span>
    </li>
  );
}

function TrustDialog({ onClose }: { readonly onClose: () => void }) {
  const [certificate, setCertificate] = useState('');
  const [subject, setSubject] = useState('');
  const [vos, setVos] = useState('');
  const trust = useMutation(trustEndorser());
  const named = subject.trim() === '' ? {} : { subject: subject.trim() };
  return (
    <TrustForm
      title="Trust an endorser"
      description="Image lists that they sign are taken from now on, for these VOs."
      submitLabel="Trust endorser"
      pending={trust.isPending}
      error={trust.error}
      onClose={onClose}
      onSubmit={(reason) =>
        trust.mutate({ certificate, vos: wordsOf(vos), ...named, ...reason }, { onSuccess: onClose })
      }
    >
      {(errorOf) => (
        <>
          <Field label="Certificate" hint="PEM: theirs, or that of their authority." error={errorOf('certificate')}>
            {(control) => (
              <Textarea
                {...control}
                rows={6}
                spellCheck={false}
                className="font-mono text-xs"
                value={certificate}
                onChange={(event) => setCertificate(event.target.value)}
              />
            )}
          </Field>
          <Field
            label="Subject"
            optional
            hint="With an authority’s certificate: whom of its people, such as /DC=ch/DC=cern/CN=Jane."
            error={errorOf('subject')}
          >
            {(control) => <Input {...control} value={subject} onChange={(event) => setSubject(event.target.value)} />}
          </Field>
          <Field label="VOs" hint="That they may endorse images for." error={errorOf('vos')}>
            {(control) => <Input {...control} value={vos} onChange={(event) => setVos(event.target.value)} />}
          </Field>
        </>
      )}
    </TrustForm>
  );
}

function WithdrawDialog({ endorser, onClose }: { readonly endorser: ImageEndorser; readonly onClose: () => void }) {
  const withdraw = useMutation(withdrawEndorser());
  return (
    <ConfirmDialog
      title={`Trust ${endorser.subject} no more`}
      consequence="What they have endorsed counts no more at once. Domains that are there stay; none is made of it any more where a VO takes endorsed images alone."
      confirmLabel="Withdraw endorser"
      danger
      pending={withdraw.isPending}
      error={withdraw.error === null ? undefined : errorSentence(withdraw.error)}
      onConfirm={() => withdraw.mutate({ id: endorser.id, body: {} }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
