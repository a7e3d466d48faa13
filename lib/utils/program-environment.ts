/** The environment of a program of its own. Next's types want NODE_ENV in every environment; no other program knows it. */
export const programEnvironment = (names: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv =>
  names as unknown as NodeJS.ProcessEnv;
