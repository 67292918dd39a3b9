import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Fault } from "@/api/types";

import { faultWords } from "./faults";

type Props = {
  id: string;
  faults: readonly Fault[];
  onLine: (line: number) => void;
};

/** What is wrong with a plan file, line by line; a line's button leads to it in the text. */
export function ImportFaults({ id, faults, onLine }: Props) {
  const { t } = useTranslation();
  return (
    <div
      id={id}
      role="alert"
      data-testid="import-faults"
      className="rounded-lg border-l-4 border-violet bg-violet-mist px-4 py-3 text-sm"
    >
      <p className="flex items-center gap-2 font-medium">
        <TriangleAlert className="size-4 shrink-0 text-violet-text" aria-hidden />
        {t("positions.importFaults", { count: faults.length })}
      </p>
      <ul className="mt-2 flex flex-col gap-1">
        {faults.map((fault, i) => (
          <li key={i} className="flex gap-3">
            {fault.line != null && (
              <button
                type="button"
                data-testid="fault-line"
                className="shrink-0 rounded font-medium text-violet-text tabular-nums underline underline-offset-4"
                onClick={() => onLine(fault.line ?? 1)}
              >
                {t("positions.line", { line: fault.line })}
              </button>
            )}
            <span className="min-w-0">
              {fault.pointer && <code className="mr-2 text-quiet">{fieldName(fault.pointer)}</code>}
              {faultWords(t, fault)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The field as it is called in the file: the last part of the pointer that is not a number. */
function fieldName(pointer: string): string {
  const parts = pointer.split("/").filter((part) => part !== "" && part !== "plan");
  const last = parts.at(-1) ?? "";
  if (["en", "de", "ru"].includes(last)) {
    const owner = parts.slice(0, -1).findLast((part) => !/^\d+$/.test(part)) ?? "";
    return `${owner}.${last}`;
  }
  return last === "questions" ? "question" : last;
}
