import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  LoaderCircle,
  type LucideIcon,
  ShieldAlert,
  ShieldCheck,
  ShieldQuestion,
  Trash2,
} from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/tone';
import type { BuiltImage, Image, ImageBuild } from '@/lib/contracts/images';
import type { SignatureState } from '@/lib/domain/image';
import type { OperationState } from '@/lib/domain/operation';

type Look = { readonly tone: Tone; readonly icon: LucideIcon; readonly words: string };

const BUILD_LOOKS: Record<OperationState, Look> = {
  queued: { tone: 'neutral', icon: Clock, words: 'to be built' },
  running: { tone: 'moving', icon: LoaderCircle, words: 'being built' },
  succeeded: { tone: 'running', icon: CircleCheck, words: 'built' },
  failed: { tone: 'trouble', icon: CircleX, words: 'not built' },
  cancelled: { tone: 'off', icon: Ban, words: 'build stopped' },
};

/** How a version of an image stands: its last build, and whether what was built is still there. */
export function ImageBadge({
  image,
  plain,
}: {
  readonly image: Pick<Image, 'build' | 'built'>;
  readonly plain?: boolean;
}) {
  const look = lookOf(image);
  return (
    <Badge tone={look.tone} icon={look.icon} plain={plain}>
      {look.words}
    </Badge>
  );
}

function lookOf({ build, built }: Pick<Image, 'build' | 'built'>): Look {
  if (build === null && built === null) return { tone: 'off', icon: CircleDashed, words: 'never built' };
  if (build === null || (build.state === 'succeeded' && built !== null)) return BUILD_LOOKS.succeeded;
  if (build.state === 'succeeded') return { tone: 'off', icon: Trash2, words: 'removed' };
  return BUILD_LOOKS[build.state];
}

/** One build among others. */
export function BuildBadge({ build }: { readonly build: Pick<ImageBuild, 'state'> }) {
  const { tone, icon, words } = BUILD_LOOKS[build.state];
  return (
    <Badge tone={tone} icon={icon} plain>
      {words}
    </Badge>
  );
}

const SIGNATURE_LOOKS: Record<SignatureState, Look & { readonly title: string }> = {
  verified: {
    tone: 'running',
    icon: ShieldCheck,
    words: 'signature verified',
    title: 'Its manifest is signed by the key of this site, and names these very files.',
  },
  wrong: {
    tone: 'trouble',
    icon: ShieldAlert,
    words: 'signature wrong',
    title: 'What is kept is not what was signed. Build it again.',
  },
  'other-key': {
    tone: 'paused',
    icon: ShieldQuestion,
    words: 'signed by another key',
    title: 'The secret of this site is another one than when it was built. Build it again.',
  },
};

/** Whether what was built is what the site signed. */
export function SignatureBadge({
  built,
  plain,
}: {
  readonly built: Pick<BuiltImage, 'signature'>;
  readonly plain?: boolean;
}) {
  const { tone, icon, words, title } = SIGNATURE_LOOKS[built.signature];
  return (
    <Badge tone={tone} icon={icon} title={title} plain={plain}>
      {words}
    </Badge>
  );
}

/** The first figures of a digest tell images apart; all of it is on the page of the image. */
const SHOWN_DIGITS = 12;
export function Digest({ digest }: { readonly digest: string }) {
  return (
    <code className="font-mono text-xs" title={digest}>
      {digest.slice(0, SHOWN_DIGITS)}
    </code>
  );
}
