'use client';
import Link from 'next/link';
import { type ComponentProps, useState } from 'react';

/**
 * A link to another page of ours; every other link is made of it. What it leads to is asked for when somebody is about to follow it, by pointer,
 * finger or keyboard. Next's own way, each link as it comes into view, had the server begin some fifty pages for each one that was read.
 */
export function PageLink({ onMouseEnter, onTouchStart, onFocus, ...rest }: ComponentProps<typeof Link>) {
  const [aboutToBeFollowed, setAboutToBeFollowed] = useState(false);
  return (
    <Link
      {...rest}
      // `null` is Next's own way, and `false` would keep it from asking ahead at all.
      prefetch={aboutToBeFollowed ? null : false}
      onMouseEnter={(event) => {
        setAboutToBeFollowed(true);
        onMouseEnter?.(event);
      }}
      onTouchStart={(event) => {
        setAboutToBeFollowed(true);
        onTouchStart?.(event);
      }}
      onFocus={(event) => {
        setAboutToBeFollowed(true);
        onFocus?.(event);
      }}
    />
  );
}
