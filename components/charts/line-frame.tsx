'use client';
import { ChartFrame } from './chart-frame';
import type { ChartModel } from './chart-model';
import { LegendItem } from './legend-item';
import { toCsv, toTable } from './prepare/to-table';
import { LineChart } from './visualise/line-chart';
import { lineDash, toneColour } from './visualise/tone';

/** Lines over time in their frame. */
export function LineFrame({
  model,
  fileName,
  height = 160,
}: {
  readonly model: ChartModel;
  readonly fileName: string;
  readonly height?: number | undefined;
}) {
  const shown = [...model.lines, ...(model.foretold === undefined ? [] : [model.foretold.line])];
  return (
    <ChartFrame
      title={model.title}
      summary={model.summary}
      drawable={model.drawable}
      legend={
        shown.length > 1
          ? shown.map((line) => (
              <LegendItem
                key={line.key}
                label={line.label}
                colour={toneColour(line.tone)}
                dash={lineDash(line, model.lines.indexOf(line))}
              />
            ))
          : null
      }
      table={() => toTable(model)}
      csv={() => toCsv(model)}
      fileName={fileName}
    >
      <LineChart model={model} height={height} />
    </ChartFrame>
  );
}
