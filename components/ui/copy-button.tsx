'use client';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from './icon-button';

/** How long the tick stays: long enough to be seen, gone before the next copy. */
const TICK_SHOWN_MS = 1500;

/** Copies a text; the icon answers with a tick. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string | undefined }) {
  const [copied, setCopied] = useState(false);
  return (
    <IconButton
      size="sm"
      label={copied ? 'Copied' : label}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => {
          setCopied(true);
          setTimeout(() => setCopied(false), TICK_SHOWN_MS);
        });
      }}
    >
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
    </IconButton>
  );
}
