/** Where the boxes of a run's graph stand, and the lines between them. Pure. */
import { nearest, stepRounds } from '../step-rounds';

export const BOX = { width: 208, height: 60 } as const;
const GAP = { across: 56, down: 14 } as const;

interface Step {
  readonly id: string;
  readonly after: readonly string[];
}
export interface Box<Each extends Step> {
  readonly step: Each;
  readonly x: number;
  readonly y: number;
}
export interface Line {
  readonly key: string;
  /** Of an SVG path. */
  readonly path: string;
}

/** A column a round, each below the other; a line from each step to those that wait for it directly. */
export function layGraph<Each extends Step>(
  steps: readonly Each[],
): {
  readonly boxes: readonly Box<Each>[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
} {
  const rounds = stepRounds(steps);
  const boxes = rounds.flatMap((round, column) =>
    round.map((step, row): Box<Each> => ({
      step,
      x: column * (BOX.width + GAP.across),
      y: row * (BOX.height + GAP.down),
    })),
  );
  const byId = new Map(boxes.map((box) => [box.step.id, box]));
  const lines = boxes.flatMap((to) =>
    nearest(to.step, steps).flatMap((id): Line[] => {
      const from = byId.get(id);
      return from === undefined ? [] : [{ key: `${id} ${to.step.id}`, path: curve(from, to) }];
    }),
  );
  const tallest = Math.max(1, ...rounds.map(({ length }) => length));
  return {
    boxes,
    lines,
    width: rounds.length * BOX.width + Math.max(0, rounds.length - 1) * GAP.across,
    height: tallest * BOX.height + (tallest - 1) * GAP.down,
  };
}

type Place = Pick<Box<Step>, 'x' | 'y'>;
function curve(from: Place, to: Place): string {
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
  const [x2, y2] = [to.x, to.y + BOX.height / 2];
  const half = (x2 - x1) / 2;
  return `M ${x1} ${y1} C ${x1 + half} ${y1}, ${x2 - half} ${y2}, ${x2} ${y2}`;
}
