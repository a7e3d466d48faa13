/** The environment for a program of the system: nothing of ours but the path, and messages in English. */
export function bareEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { NODE_ENV: process.env.NODE_ENV, PATH: process.env['PATH'], LC_ALL: 'C', ...extra };
}
