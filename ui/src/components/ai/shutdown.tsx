import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { day } from "./day";

/** Says that the service will end a model, or has ended it. */
export function Shutdown({ model, date }: { model: string; date: string }) {
  const { t, i18n } = useTranslation();
  const [now] = useState(Date.now);
  const over = Date.parse(date) <= now;
  return (
    <p data-testid="model-shutdown" className="flex items-start gap-2 font-medium">
      <TriangleAlert className="mt-0.5 size-4 shrink-0 text-violet-text" aria-hidden />
      {t(over ? "ai.model.ended" : "ai.model.ends", { model, date: day(date, i18n.language) })}
    </p>
  );
}
