export const testbedKeys = { all: () => ['testbed'] as const };
