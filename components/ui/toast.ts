import { toast as sonner } from 'sonner';

/** How long an error stays: it has to be read and acted on. */
const ERROR_SHOWN_MS = 10_000;

interface ToastOptions {
  /** Second line. */
  readonly detail?: string | undefined;
  readonly action?: { readonly label: string; readonly onClick: () => void } | undefined;
}

/** Short notes on what the user just did. Never for what a page or a form can say in place. */
export const toast = {
  done: (text: string, options: ToastOptions = {}): void => void sonner.success(text, translate(options)),
  failed: (text: string, options: ToastOptions = {}): void =>
    void sonner.error(text, { ...translate(options), duration: ERROR_SHOWN_MS }),
  note: (text: string, options: ToastOptions = {}): void => void sonner(text, translate(options)),
};

const translate = ({ detail, action }: ToastOptions) => ({
  ...(detail === undefined ? {} : { description: detail }),
  ...(action === undefined ? {} : { action }),
});
