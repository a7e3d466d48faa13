'use client';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef } from 'react';
import { followConsole } from '@/lib/client/console/follow-console';

/** Lines kept for scrolling back: a boot's messages several times over. */
const SCROLLBACK_LINES = 2_000;

export interface ConsoleTerminalProps {
  readonly domainId: string;
  readonly name: string;
  /** When it turns false the console is closed; what was shown stays. */
  readonly open: boolean;
  readonly onConnected: () => void;
  readonly onEnd: (reason: string) => void;
  /** The key that leaves the terminal was pressed: the focus goes elsewhere. */
  readonly onLeave: () => void;
}

/** A terminal on the domain's console for as long as it is mounted and open. */
export function ConsoleTerminal({ domainId, name, open, onConnected, onEnd, onLeave }: ConsoleTerminalProps) {
  const place = useRef<HTMLDivElement>(null);
  const close = useRef<() => void>(() => undefined);
  const tell = useRef({ onConnected, onEnd, onLeave });
  const wanted = useRef(open);
  useEffect(() => {
    tell.current = { onConnected, onEnd, onLeave };
    wanted.current = open;
  });
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let dispose = (): void => undefined;
    let gone = false;
    const start = async (): Promise<void> => {
      // Read when a console is opened: nobody else's page carries a terminal.
      const [{ Terminal }, { FitAddon }] = await Promise.all([import('@xterm/xterm'), import('@xterm/addon-fit')]);
      // Closed while it was being loaded.
      if (gone || !wanted.current) return;
      const terminal = new Terminal({
        scrollback: SCROLLBACK_LINES,
        screenReaderMode: true,
        cursorBlink: false,
        fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-geist-mono') || 'monospace',
        fontSize: 13,
        // The colours of a text console in both themes: programs in guests expect light on dark.
        theme: { background: '#0a0c0f', foreground: '#e8ebee' },
      });
      const fit = new FitAddon();
      terminal.loadAddon(fit);
      terminal.open(element);
      terminal.textarea?.setAttribute('aria-label', `Console of ${name}; Ctrl+F6 leaves it`);
      fit.fit();
      terminal.attachCustomKeyEventHandler((event) => {
        // Tab belongs to the guest, so there is another key that gives the focus back to the page.
        if (!(event.ctrlKey && event.key === 'F6')) return true;
        if (event.type === 'keydown') tell.current.onLeave();
        return false;
      });
      const size = new ResizeObserver(() => fit.fit());
      size.observe(element);
      const session = followConsole(domainId, {
        onConnected: () => {
          tell.current.onConnected();
          terminal.focus();
        },
        onBytes: (bytes) => terminal.write(bytes),
        onEnd: (reason) => {
          terminal.options.disableStdin = true;
          tell.current.onEnd(reason);
        },
      });
      const typed = terminal.onData((text) => session.type(text));
      close.current = () => {
        session.close();
        terminal.options.disableStdin = true;
      };
      dispose = () => {
        typed.dispose();
        session.close();
        size.disconnect();
        terminal.dispose();
      };
    };
    start().catch(() => tell.current.onEnd('The terminal could not be loaded; reload the page.'));
    return () => {
      gone = true;
      dispose();
    };
  }, [domainId, name]);
  useEffect(() => {
    if (!open) close.current();
  }, [open]);
  return <div ref={place} className="h-96 overflow-hidden rounded-md border border-line bg-[#0a0c0f] p-2" />;
}
