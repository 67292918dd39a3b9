import { useTranslation } from "react-i18next";

import type { Language, Preview } from "@/api/types";
import { roughly } from "@/i18n/format";

type Props = {
  preview: Preview;
  language: Language;
  /** Number of the line being read aloud. */
  reading: number | null;
};

/** The interviewer's lines in order; those that depend on the answers say on what. */
export function PreviewLines({ preview, language, reading }: Props) {
  const { t, i18n } = useTranslation();
  const time = (ms: number) => roughly(ms, i18n.language);
  return (
    <ol className="flex flex-col gap-3" data-testid="preview-lines">
      {preview.lines.map((line, i) => {
        const { occasion } = line;
        const sure = occasion === "always";
        return (
          <li
            key={i}
            data-purpose={line.purpose}
            aria-current={reading === i ? "step" : undefined}
            className={`rounded-xl px-3 py-2 transition-colors ${
              sure ? "bg-raised" : "ml-4 border border-dashed border-edge"
            } ${reading === i ? "ring-2 ring-violet" : ""}`}
          >
            <p className="flex flex-wrap justify-between gap-x-3 text-xs text-quiet">
              <span className="font-medium">
                {occasion === "always"
                  ? t(`positions.preview.purpose.${line.purpose}`)
                  : t(`positions.preview.occasion.${occasion}`)}
              </span>
              <span className="tabular-nums">{time(line.spoken_ms)}</span>
            </p>
            <p lang={language} className="mt-0.5 text-sm">
              {line.text}
            </p>
            {line.answer_ms >= 10_000 && (
              <p className="mt-1 text-xs text-violet-text">
                {t("positions.preview.answer", { time: time(line.answer_ms) })}
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
}
