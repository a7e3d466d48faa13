/** Headers of pages. The API sets its own in `route.ts`. Pure, so that a test can read the policy. */

/**
 * Scripts run only with the request's nonce, or loaded by one that has it; nothing is evaluated in production. Styles may
 * be inline: charts, the virtual lists and toasts place things by style attributes, which cannot carry a script.
 */
export function contentSecurityPolicy(options: {
  readonly nonce: string;
  readonly development: boolean;
  readonly https: boolean;
}): string {
  const { nonce, development, https } = options;
  const directives = [
    "default-src 'self'",
    // React's development build evaluates strings to rebuild server stacks.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "frame-src 'none'",
    "worker-src 'self'",
    "manifest-src 'self'",
  ];
  return [...directives, ...(https ? ['upgrade-insecure-requests'] : [])].join('; ');
}

/** Two years; said only over https, where it holds. Other names below ours are not ours to decide for. */
const HSTS = 'max-age=63072000';

export const pageHeaders = (options: { readonly https: boolean }): Record<string, string> => ({
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  ...(options.https ? { 'strict-transport-security': HSTS } : {}),
});
