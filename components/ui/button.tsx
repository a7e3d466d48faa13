'use client';
import type { VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import { type ComponentProps, type MouseEvent, type ReactNode, useId } from 'react';
import { buttonStyles } from './button-styles';
import { cn } from './cn';
import { Tooltip } from './tooltip';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'>, VariantProps<typeof buttonStyles> {
  /** Why it cannot be pressed now. The button stays focusable, does nothing, and tells this sentence. */
  disabledReason?: string | undefined;
  /** Work it started is under way: shows a spinner and takes no second press. */
  pending?: boolean | undefined;
  /** Words on hover and focus while it can be pressed. */
  hint?: ReactNode;
}

/**
 * A button. `type` is `button` unless said otherwise, so that none submits a form by accident.
 * @example <Button variant="primary" disabledReason={can.start.allowed ? undefined : can.start.reason}>Start</Button>
 */
export function Button({
  variant,
  size,
  className,
  disabledReason,
  pending = false,
  hint,
  onClick,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  const reasonId = useId();
  const blocked = disabledReason !== undefined || pending;
  const button = (
    <button
      {...rest}
      // The lint rule wants a literal; the default above is one.
      // oxlint-disable-next-line react/button-has-type
      type={type}
      className={cn(buttonStyles({ variant, size }), className)}
      aria-disabled={blocked || undefined}
      aria-busy={pending || undefined}
      aria-describedby={disabledReason === undefined ? rest['aria-describedby'] : reasonId}
      onClick={(event: MouseEvent<HTMLButtonElement>) => {
        // `preventDefault` keeps a blocked submit button from submitting.
        if (blocked) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {pending ? <LoaderCircle aria-hidden className="animate-spin" /> : null}
      {children}
    </button>
  );
  return (
    <>
      <Tooltip content={disabledReason ?? hint}>{button}</Tooltip>
      {disabledReason === undefined ? null : (
        <span id={reasonId} hidden>
          {disabledReason}
        </span>
      )}
    </>
  );
}
