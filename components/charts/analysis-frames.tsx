'use client';
import type { CurvesModel, DotsModel, StripModel, TrendModel } from './analysis-models';
import { ChartFrame } from './chart-frame';
import { LegendItem } from './legend-item';
import { csvOf } from './prepare/to-table';
import { CurvesChart } from './visualise/curves-chart';
import { DotsChart } from './visualise/dots-chart';
import { Mark } from './visualise/mark';
import { StripChart } from './visualise/strip-chart';
import { TrendChart, trendLook } from './visualise/trend-chart';

interface Framed<Model> {
  readonly model: Model;
  readonly fileName: string;
}
/** What a frame needs of any of these models. */
const parts = ({ model, fileName }: Framed<DotsModel | StripModel | CurvesModel | TrendModel>) => ({
  title: model.title,
  summary: model.summary,
  drawable: model.drawable,
  table: () => model.table,
  csv: () => csvOf(model.file),
  fileName,
});

export function DotsFrame(props: Framed<DotsModel>) {
  const { dots } = props.model;
  const hollow = dots.some((dot) => dot.hollow);
  const dashed = dots.some((dot) => dot.dashed);
  return (
    <ChartFrame
      {...parts(props)}
      legend={
        <>
          {hollow ? (
            <LegendItem
              label="printed in 2006"
              colour=""
              mark={<Mark x={10} y={6} shape="circle" colour="var(--vo-8)" hollow />}
            />
          ) : null}
          {dashed ? <LegendItem label="unlike its baseline" colour="var(--muted)" dash="4 3" /> : null}
        </>
      }
    >
      <DotsChart model={props.model} />
    </ChartFrame>
  );
}

export function StripFrame(props: Framed<StripModel>) {
  return (
    <ChartFrame
      {...parts(props)}
      legend={props.model.strips.map((strip) => (
        <LegendItem
          key={strip.label}
          label={strip.label}
          colour=""
          mark={<Mark x={10} y={6} shape={strip.shape} colour={`var(--vo-${strip.tone})`} hollow />}
        />
      ))}
    >
      <StripChart model={props.model} />
    </ChartFrame>
  );
}

export function CurvesFrame(props: Framed<CurvesModel>) {
  return (
    <ChartFrame
      {...parts(props)}
      legend={props.model.curves.map((curve) => (
        <LegendItem key={curve.key} label={curve.label} colour={`var(--vo-${curve.tone})`} dash={curve.dash} />
      ))}
    >
      <CurvesChart model={props.model} />
    </ChartFrame>
  );
}

const KINDS = [
  { kind: 'extraordinary', label: 'out of the ordinary' },
  { kind: 'contaminated', label: 'disturbed' },
] as const;

export function TrendFrame(props: Framed<TrendModel>) {
  const { dots, notes, changes } = props.model;
  return (
    <ChartFrame
      {...parts(props)}
      legend={
        <>
          {KINDS.filter(({ kind }) => dots.some((dot) => dot.kind === kind)).map(({ kind, label }) => (
            <LegendItem
              key={kind}
              label={label}
              colour=""
              mark={<Mark x={10} y={6} size={0.8} {...trendLook(kind)} />}
            />
          ))}
          {changes.length === 0 ? null : <LegendItem label="change of level, by number" colour="var(--ink)" />}
          {notes.length === 0 ? null : <LegendItem label="note" colour="var(--accent)" dash="2 3" />}
        </>
      }
    >
      <TrendChart model={props.model} />
    </ChartFrame>
  );
}
