/** Runs once when the web half starts: a wrong environment is said then, not at somebody's first click. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return;
  const { getConfig } = await import('@/lib/server/config');
  const { getLog } = await import('@/lib/server/log');
  const { baseUrl, logLevel } = getConfig();
  getLog().info({ baseUrl: baseUrl.origin, logLevel, pid: process.pid }, 'web half starts');
}
