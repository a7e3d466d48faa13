export const poolKeys = { all: () => ['pools'] as const };
