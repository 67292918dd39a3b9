type Props = {
  /** Part that is done, 0 to 1. */
  share: number;
  /** Id of the element that words it. */
  labelledBy: string;
};

/** A bar that fills up. */
export function ProgressBar({ share, labelledBy }: Props) {
  return (
    <div
      role="progressbar"
      aria-labelledby={labelledBy}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      className="h-2 w-full overflow-hidden rounded-full bg-line"
    >
      <div
        className="h-full origin-left bg-violet transition-transform duration-300"
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}
