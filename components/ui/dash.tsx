/** Stands where there is nothing to say: never an empty place, which looks forgotten. */
export function Dash() {
  return <span className="text-faint">–</span>;
}
