import "./Progress.css";

/** A thin line along the top while something is on its way. Comes late, so that what is quick does not flash. */
export function Progress({ label }: { label: string }) {
  return (
    <div className="progress" role="progressbar" aria-label={label}>
      <span className="progress-line" />
    </div>
  );
}
