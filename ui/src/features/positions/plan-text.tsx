import { type Ref, useRef } from "react";

type Props = {
  id: string;
  ref: Ref<HTMLTextAreaElement>;
  value: string;
  onChange: (value: string) => void;
  /** Numbers of lines something is wrong with. */
  wrong: readonly number[];
  describedBy?: string;
};

/** The text of a plan file with its lines numbered. */
export function PlanText({ id, ref, value, onChange, wrong, describedBy }: Props) {
  const numbers = useRef<HTMLDivElement>(null);
  const lines = value.split("\n").length;
  return (
    <div className="relative overflow-hidden rounded-lg border border-edge font-mono text-sm leading-6">
      <div
        ref={numbers}
        aria-hidden
        className="pointer-events-none absolute inset-y-0 left-0 w-11 overflow-hidden border-r border-line bg-raised py-2 pr-2 text-right text-quiet select-none"
      >
        {Array.from({ length: lines }, (_, i) => (
          <div
            key={i}
            className={wrong.includes(i + 1) ? "-mr-2 bg-violet pr-2 text-white" : undefined}
          >
            {i + 1}
          </div>
        ))}
      </div>
      <textarea
        id={id}
        ref={ref}
        rows={9}
        wrap="off"
        spellCheck={false}
        data-testid="plan-text"
        value={value}
        {...(wrong.length > 0 && { "aria-invalid": true })}
        aria-describedby={describedBy}
        onChange={(e) => onChange(e.target.value)}
        onScroll={(e) => {
          if (numbers.current) numbers.current.scrollTop = e.currentTarget.scrollTop;
        }}
        className="block w-full resize-y overflow-auto bg-paper py-2 pr-3 pl-14 outline-offset-[-2px]"
      />
    </div>
  );
}
