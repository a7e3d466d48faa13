export interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

/** Shut until it is opened, once and for good. */
export function createGate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
