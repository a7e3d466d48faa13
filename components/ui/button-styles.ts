import { cva } from 'class-variance-authority';

/** Looks of a button; no client code, so that a link drawn on the server may wear them too. */
export const buttonStyles = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none transition-colors duration-100 aria-disabled:cursor-not-allowed [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary:
          'bg-accent text-accent-ink hover:bg-accent-hover aria-disabled:bg-sunken aria-disabled:text-faint aria-disabled:hover:bg-sunken',
        secondary:
          'border border-edge/60 bg-surface text-ink hover:bg-hover aria-disabled:border-line aria-disabled:text-faint aria-disabled:hover:bg-surface',
        ghost: 'text-ink hover:bg-hover aria-disabled:text-faint aria-disabled:hover:bg-transparent',
        danger:
          'bg-danger text-danger-ink hover:bg-danger-hover aria-disabled:bg-sunken aria-disabled:text-faint aria-disabled:hover:bg-sunken',
      },
      size: { md: 'h-control px-3 text-sm', sm: 'h-7 px-2 text-xs' },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);
