/** Those who read pages of a server with such an address sit at the same machine, or have a proxy of their own before it. */
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
const address = process.env['GRIDBOX_BASE_URL'] ?? '';
const isLoopback = URL.canParse(address) && LOOPBACK.includes(new URL(address).hostname);

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Within one machine packing costs the processor more than it saves of the way.
  compress: !isLoopback,
  // A second server beside the first, e.g. for tests while somebody develops, builds into a folder of its own.
  distDir: process.env['GRIDBOX_DIST_DIR'] ?? '.next',
  // Formatted, linted and typed by their own commands, once, over everything: a build does not check the tests again.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // What a later build would save is more than a third of the first one, which is what somebody waits for who begins.
    turbopackFileSystemCacheForBuild: false,
    // Nothing reads maps of a server's code; not made small, it says in a stack trace by name where it was.
    turbopackSourceMaps: false,
    serverMinification: false,
  },
  // Native or dynamic modules stay outside the bundle.
  serverExternalPackages: [
    'pg',
    'pino',
    'prom-client',
    'koffi',
    '@prisma/client',
    '@prisma/adapter-pg',
    'better-auth',
    '@peculiar/x509',
  ],
  async headers() {
    // Built files: the pages' own headers come from proxy.ts, the API's from its wrapper.
    return [{ source: '/_next/static/:path*', headers: [{ key: 'x-content-type-options', value: 'nosniff' }] }];
  },
  async rewrites() {
    // Where machines look for them.
    return [
      { source: '/health', destination: '/api/health' },
      { source: '/metrics', destination: '/api/metrics' },
      { source: '/gridsite/v1/schema.json', destination: '/api/site-schema' },
    ];
  },
};

export default config;
