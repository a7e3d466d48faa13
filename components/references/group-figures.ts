import type { ReferenceFigures } from '@/lib/contracts/testbed';

type Figure = ReferenceFigures['items'][number];
export interface FigureGroup {
  readonly metric: string;
  readonly unit: string;
  readonly source: string;
  readonly figures: readonly Figure[];
  /** Right end of the axis; 0 where nothing has a value. */
  readonly top: number;
}

/** Figures of one metric, unit and source together: only these may be compared. Single ones stay single. */
export function groupFigures(items: readonly Figure[]): FigureGroup[] {
  const groups = new Map<string, Figure[]>();
  for (const item of items) {
    const key = JSON.stringify([item.metric, item.unit, item.source]);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()].flatMap((figures) => {
    const [first] = figures;
    if (first === undefined) return [];
    const { metric, unit, source } = first;
    return [{ metric, unit, source, figures, top: Math.max(0, ...figures.map((figure) => figure.value ?? 0)) }];
  });
}
