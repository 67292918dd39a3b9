import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";

const CONTROL =
  "w-full rounded-lg border border-edge bg-paper px-3 text-sm text-ink placeholder:text-quiet " +
  "disabled:cursor-not-allowed disabled:border-line disabled:bg-raised disabled:text-quiet " +
  "aria-invalid:border-2 aria-invalid:border-violet-text";

export function Input({ className = "", ...rest }: ComponentProps<"input">) {
  return <input className={`${CONTROL} min-h-10 ${className}`} {...rest} />;
}

export function TextArea({ className = "", ...rest }: ComponentProps<"textarea">) {
  return <textarea className={`${CONTROL} block py-2 ${className}`} {...rest} />;
}

export function Select({ className = "", ...rest }: ComponentProps<"select">) {
  return (
    <select className={`${CONTROL} chevron min-h-10 pr-9 text-ellipsis ${className}`} {...rest} />
  );
}

/** What a control needs to belong to its field. */
type Wiring = { id: string; "aria-invalid"?: true; "aria-describedby"?: string };

type Props = {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  children: (wiring: Wiring) => ReactNode;
};

/** A labelled control with its hint and what is wrong with it. */
export function Field({ label, hint, error, children }: Props) {
  const id = useId();
  const more = error ?? hint;
  const wiring: Wiring = { id };
  if (error) wiring["aria-invalid"] = true;
  if (more) wiring["aria-describedby"] = `${id}-more`;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children(wiring)}
      {more && (
        <div
          id={`${id}-more`}
          className={`text-sm ${error ? "font-medium text-violet-text" : "text-quiet"}`}
        >
          {more}
        </div>
      )}
    </div>
  );
}
