'use client';
import type { ReactNode } from 'react';
import { Button, type ButtonProps } from './button';
import { cn } from './cn';

/** A square button that shows only an icon; `label` is its name and its tooltip. */
export function IconButton({
  label,
  children,
  className,
  size,
  variant = 'ghost',
  ...rest
}: Omit<ButtonProps, 'aria-label' | 'hint'> & { label: string; children: ReactNode }) {
  return (
    <Button
      {...rest}
      variant={variant}
      size={size}
      aria-label={label}
      hint={label}
      className={cn(size === 'sm' ? 'w-7 px-0' : 'w-(--control) px-0', className)}
    >
      {children}
    </Button>
  );
}
