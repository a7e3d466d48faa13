/** What a line or a mark of a chart stands for: drawn as it is drawn there, with its word. */
export function LegendItem({
  label,
  colour,
  dash,
  mark,
}: {
  readonly label: string;
  readonly colour: string;
  readonly dash?: string | undefined;
  /** Instead of a line: the mark itself, about the middle of 20 × 12. */
  readonly mark?: React.ReactNode;
}) {
  return (
    <span className="inline-flex items-center gap-1.5 text-xs text-muted">
      <svg aria-hidden width="20" height="12">
        {mark ?? <line x1="0" y1="6" x2="20" y2="6" stroke={colour} strokeWidth="2" strokeDasharray={dash} />}
      </svg>
      {label}
    </span>
  );
}
