import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListChecks, MessagesSquare, UserPlus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { positionsQuery } from "@/api/queries";
import { Button, buttonLook } from "@/components/ui/button";

/** The first time: what to do, in order. */
export function NoInterviews({ onNew }: { onNew: () => void }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const positions = useQuery(positionsQuery(client));
  const hasPositions = (positions.data?.length ?? 0) > 0;
  return (
    <section
      data-testid="no-interviews"
      className="flex flex-col gap-6 rounded-2xl border border-line p-6 sm:p-10"
    >
      <div>
        <h2 className="text-lg font-semibold">{t("desk.none")}</h2>
        <p className="mt-1 text-quiet">{t("desk.noneHint")}</p>
      </div>
      <ol className="grid gap-4 sm:grid-cols-3">
        <Step icon={<ListChecks aria-hidden />} title={t("desk.step1")} done={hasPositions}>
          {t("desk.step1Text")}
        </Step>
        <Step icon={<UserPlus aria-hidden />} title={t("desk.step2")}>
          {t("desk.step2Text")}
        </Step>
        <Step icon={<MessagesSquare aria-hidden />} title={t("desk.step3")}>
          {t("desk.step3Text")}
        </Step>
      </ol>
      <div className="flex flex-wrap gap-3">
        <Button look="primary" data-testid="first-interview" onClick={onNew}>
          {t("desk.first")}
        </Button>
        {positions.data !== undefined && !hasPositions && (
          <Link to="/positions" className={buttonLook("plain")} data-testid="first-position">
            {t("desk.toPositions")}
          </Link>
        )}
      </div>
    </section>
  );
}

type StepProps = { icon: ReactNode; title: string; done?: boolean; children: ReactNode };

function Step({ icon, title, done, children }: StepProps) {
  const { t } = useTranslation();
  return (
    <li className="flex gap-3 [&_svg]:size-5 [&_svg]:shrink-0 [&_svg]:text-violet-text">
      {icon}
      <div className="min-w-0">
        <h3 className="font-medium">
          {title}
          {done === true && <span className="ml-2 text-sm text-violet-text">{t("desk.done")}</span>}
        </h3>
        <p className="text-sm text-quiet">{children}</p>
      </div>
    </li>
  );
}

type NoMatchProps = { filtered: boolean; onClear: () => void };

/** Nothing passes the filters, or everything is deleted. */
export function NoMatch({ filtered, onClear }: NoMatchProps) {
  const { t } = useTranslation();
  return (
    <section
      data-testid="no-match"
      className="flex flex-col items-center gap-4 rounded-2xl border border-dashed border-edge p-8 text-center"
    >
      <div>
        <h2 className="font-semibold">{t(filtered ? "desk.noMatch" : "desk.allDeleted")}</h2>
        <p className="text-quiet">{t(filtered ? "desk.noMatchHint" : "desk.allDeletedHint")}</p>
      </div>
      {filtered && <Button onClick={onClear}>{t("desk.clear")}</Button>}
    </section>
  );
}
