'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { VoTag } from '@/components/ui/vo-tag';
import { setImagePolicy } from '@/lib/client/mutations/image-trust';
import { imagePoliciesQuery } from '@/lib/client/queries/image-trust';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { IMAGE_RULE_WORDS, IMAGE_RULES, type ImageRule } from '@/lib/domain/image-trust';
import { TrustSection } from './section';
import { TrustForm } from './trust-form';

/** What VOs take their domains from. */
export function PoliciesSection() {
  const [setting, setSetting] = useState(false);
  const result = useQuery(imagePoliciesQuery());
  const refused = useScopeRefusal('images:trust');
  return (
    <TrustSection
      title="Rules of VOs"
      lead="A VO that is not here takes any image. A rule is asked when a domain is made; domains that are there stay."
      result={result}
      action={
        <Button disabledReason={refused} onClick={() => setSetting(true)}>
          Set rule
        </Button>
      }
    >
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <p className="text-sm text-muted">No rule: every VO takes any image.</p>
          ) : (
            <ul aria-label="Rules of VOs" className="divide-y divide-line border-y border-line text-sm">
              {items.map(({ vo, rule, setByName, setAt }) => (
                <li key={vo} className="flex flex-wrap items-center gap-x-3 py-1.5">
                  <VoTag vo={vo} />
                  <span>takes {IMAGE_RULE_WORDS[rule]}</span>
                  <span className="text-muted">
                    by {setByName} <Age at={setAt} />
                  </span>
                </li>
              ))}
            </ul>
          )}
          {setting ? <RuleDialog onClose={() => setSetting(false)} /> : null}
        </>
      )}
    </TrustSection>
  );
}

function RuleDialog({ onClose }: { readonly onClose: () => void }) {
  const [vo, setVo] = useState('');
  const [rule, setRule] = useState<ImageRule>('endorsed');
  const set = useMutation(setImagePolicy());
  return (
    <TrustForm
      title="Set a VO’s rule"
      description="What domains of the VO are made of from now on."
      submitLabel="Set rule"
      pending={set.isPending}
      error={set.error}
      onClose={onClose}
      onSubmit={(reason) => set.mutate({ vo: vo.trim().toLowerCase(), rule, ...reason }, { onSuccess: onClose })}
    >
      {(errorOf) => (
        <>
          <Field label="VO" error={errorOf('vo')}>
            {(control) => <Input {...control} value={vo} onChange={(event) => setVo(event.target.value)} />}
          </Field>
          <Field label="Takes">
            {(control) => (
              <Select
                {...control}
                value={rule}
                onValueChange={(value) => setRule(IMAGE_RULES.find((each) => each === value) ?? 'endorsed')}
                options={IMAGE_RULES.map((each) => ({ value: each, label: IMAGE_RULE_WORDS[each] }))}
              />
            )}
          </Field>
        </>
      )}
    </TrustForm>
  );
}
