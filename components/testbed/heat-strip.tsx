'use client';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { CELL_PX, cellAt, cellOf, columnsIn, heightOf, nextCell } from './heat-layout';
import type { MapRack } from './prepare-map';
import { hostName } from './rack-header';

/**
 * Hundreds of hosts as one picture: a cell each, filled by memory in use, coloured by the worst on it. Drawn on a canvas;
 * to a screen reader it is a list box whose current option is read, and the arrow keys lead through the same grid.
 */
export function HeatStrip({
  label,
  racks,
  selectedHost,
  onOpen,
}: {
  label: string;
  racks: readonly MapRack[];
  selectedHost: string | undefined;
  onOpen: (hostId: string) => void;
}) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [current, setCurrent] = useState(0);
  const [pointed, setPointed] = useState<number>();
  const [focused, setFocused] = useState(false);
  const columns = columnsIn(width);
  const at = Math.min(current, racks.length - 1);
  const selected = racks.findIndex((rack) => rack.host.id === selectedHost);
  const told = racks[pointed ?? (focused ? at : -1)];

  // Outside: the size of the window.
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  // Outside: the canvas.
  useEffect(() => {
    if (canvas.current !== null && width > 0)
      draw(canvas.current, racks, columns, { selected, current: focused ? at : -1 });
  }, [racks, columns, width, selected, at, focused]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === ' ') {
      const rack = racks[at];
      if (rack !== undefined) onOpen(rack.host.id);
    } else {
      const next = nextCell(at, event.key, columns, racks.length);
      if (next === at) return;
      setCurrent(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const under = (event: { clientX: number; clientY: number }): number | undefined => {
    const rect = canvas.current?.getBoundingClientRect();
    return rect === undefined
      ? undefined
      : cellAt(event.clientX - rect.left, event.clientY - rect.top, columns, racks.length);
  };
  const option = racks[at];
  return (
    <div ref={box} className="px-3 pb-2">
      <p aria-hidden className="h-5 truncate text-xs text-muted">
        {told === undefined ? '' : hostName(told.host)}
      </p>
      {/* A picture with a list box's keys: no element of HTML draws hundreds of cells on a canvas. */}
      <div
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="listbox"
        aria-label={label}
        aria-activedescendant={option === undefined ? undefined : `${id}-option`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onPointerMove={(event) => setPointed(under(event))}
        onPointerLeave={() => setPointed(undefined)}
        onClick={(event) => {
          const index = under(event);
          const rack = index === undefined ? undefined : racks[index];
          if (index === undefined || rack === undefined) return;
          setCurrent(index);
          onOpen(rack.host.id);
        }}
        className="cursor-pointer rounded-sm"
      >
        {option === undefined ? null : (
          <span
            id={`${id}-option`}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
            role="option"
            aria-selected={selected === at}
            aria-setsize={racks.length}
            aria-posinset={at + 1}
            className="sr-only"
          >
            {hostName(option.host)}
          </span>
        )}
        <canvas ref={canvas} aria-hidden style={{ width, height: heightOf(racks.length, columns) }} />
      </div>
    </div>
  );
}

function draw(
  canvas: HTMLCanvasElement,
  racks: readonly MapRack[],
  columns: number,
  marks: { selected: number; current: number },
): void {
  const ratio = window.devicePixelRatio;
  const { width, height, gap } = CELL_PX;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(heightOf(racks.length, columns) * ratio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  const colour = colourReader(canvas);
  racks.forEach((rack, index) => {
    const x = (index % columns) * (width + gap);
    const y = Math.floor(index / columns) * (height + gap);
    const cell = cellOf(rack);
    context.fillStyle = colour('--sunken');
    context.fillRect(x, y, width, height);
    context.fillStyle = colour(`--state-${cell.tone}`);
    const filled = Math.max(2, Math.round(height * cell.share));
    context.fillRect(x, y + height - filled, width, filled);
    // Trouble is also a shape: a notch across the cell.
    if (cell.tone === 'trouble') {
      context.fillStyle = colour('--surface');
      context.fillRect(x, y + height / 2 - 1, width, 2);
    }
    if (index === marks.selected || index === marks.current) {
      context.strokeStyle = colour(index === marks.current ? '--accent' : '--ink');
      context.lineWidth = 2;
      context.strokeRect(x + 1, y + 1, width - 2, height - 2);
    }
  });
}

/** Tokens hold `light-dark(…)`, which a canvas does not understand: the browser resolves them for us. */
function colourReader(element: HTMLElement): (token: string) => string {
  const known = new Map<string, string>();
  return (token) => {
    const found = known.get(token);
    if (found !== undefined) return found;
    const before = element.style.color;
    element.style.color = `var(${token})`;
    const colour = getComputedStyle(element).color;
    element.style.color = before;
    known.set(token, colour);
    return colour;
  };
}
