export const technologyKeys = {
  all: () => ['technologies'] as const,
  matrix: (host: string | null) => ['technologies', host] as const,
};
