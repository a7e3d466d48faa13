import type { Shape } from '../analysis-models';

const RADIUS = 4.5;

/** A mark of about nine pixels. Shapes differ so that colour is not the only sign; hollow is not measured here. */
export function Mark({
  x,
  y,
  shape,
  colour,
  hollow = false,
  size = 1,
}: {
  readonly x: number;
  readonly y: number;
  readonly shape: Shape;
  readonly colour: string;
  readonly hollow?: boolean | undefined;
  readonly size?: number | undefined;
}) {
  const r = RADIUS * size;
  const look = { fill: hollow ? 'var(--surface)' : colour, stroke: colour, strokeWidth: 1.5 };
  switch (shape) {
    case 'circle':
      return <circle cx={x} cy={y} r={r} {...look} />;
    case 'square':
      return <rect x={x - r} y={y - r} width={2 * r} height={2 * r} {...look} />;
    case 'diamond':
      return (
        <path d={`M${x} ${y - r * 1.3} L${x + r * 1.3} ${y} L${x} ${y + r * 1.3} L${x - r * 1.3} ${y} Z`} {...look} />
      );
    case 'triangle':
      return <path d={`M${x} ${y - r * 1.2} L${x + r * 1.2} ${y + r} L${x - r * 1.2} ${y + r} Z`} {...look} />;
  }
}
