/** What is read out where a chart is pointed at. */
export function Reading({ title, words }: { readonly title: string; readonly words: readonly string[] }) {
  return (
    <div className="max-w-72 rounded-md border border-line bg-raised px-2 py-1 text-xs shadow-pop">
      <div className="font-medium">{title}</div>
      {words.map((line) => (
        <div key={line} className="text-muted">
          {line}
        </div>
      ))}
    </div>
  );
}
