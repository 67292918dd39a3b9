import { FileQuestionMark } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ModelPlace } from "@/api/machine";
import { Button } from "@/components/ui/button";
import { ProblemNotice } from "@/components/problem-notice";
import { diskSize } from "@/i18n/format";

import { UnknownModel } from "./unknown-model";
import { useImport } from "./use-import";

/** Files in the model folder nobody has vouched for on this machine, for example copied along from another one. */
export function StrayModels({ strays }: { strays: ModelPlace["strays"] }) {
  const { t, i18n } = useTranslation();
  const { take, unknown, approve, decline } = useImport();
  return (
    <section
      data-testid="stray-models"
      className="flex flex-col gap-3 rounded-xl border border-line p-4"
    >
      <div className="flex items-start gap-3">
        <FileQuestionMark className="mt-0.5 size-5 shrink-0 text-violet-text" aria-hidden />
        <div className="min-w-0">
          <h2 className="font-semibold">{t("models.strays.title", { count: strays.length })}</h2>
          <p className="text-sm text-quiet">{t("models.strays.text")}</p>
        </div>
      </div>
      <ul className="flex flex-col gap-2">
        {strays.map(({ path, file_name, size_bytes }) => (
          <li key={path} className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
            <span className="min-w-0 flex-1 basis-48 break-all">{file_name}</span>
            <span className="text-quiet">{diskSize(size_bytes, i18n.language)}</span>
            <Button
              data-testid="check-stray"
              disabled={take.isPending}
              aria-label={t("models.strays.checkOf", { name: file_name })}
              onClick={() => take.mutate({ path })}
            >
              {t(
                take.isPending && take.variables.path === path
                  ? "models.strays.checking"
                  : "models.strays.check",
              )}
            </Button>
          </li>
        ))}
      </ul>
      <ProblemNotice cause={take.error} />
      {unknown && (
        <UnknownModel
          file={unknown}
          busy={take.isPending}
          onApprove={approve}
          onDecline={decline}
        />
      )}
    </section>
  );
}
