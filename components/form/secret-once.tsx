import { Banner } from '@/components/ui/banner';
import { CopyButton } from '@/components/ui/copy-button';

/** A secret that is shown this once: a token, a one-time password. */
export function SecretOnce({ secret, what }: { secret: string; what: string }) {
  return (
    <Banner kind="warning" live>
      <p>Copy {what} now. It is not shown again.</p>
      <p className="mt-2 flex items-center gap-2">
        <code className="min-w-0 rounded-sm bg-sunken px-2 py-1 font-mono text-sm break-all" data-secret>
          {secret}
        </code>
        <CopyButton text={secret} label={`Copy ${what}`} />
      </p>
    </Banner>
  );
}
