import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "./problem-notice";
import { Button } from "./ui/button";

type Props<T> = { query: UseQueryResult<T>; children: (data: T) => ReactNode };

/** What a query brought, or that it is on its way, or why it did not come. */
export function Loaded<T>({ query, children }: Props<T>) {
  const { t } = useTranslation();
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    return (
      <div className="flex flex-col items-start gap-3">
        <ProblemNotice cause={query.error} />
        <Button onClick={() => void query.refetch()}>{t("common.tryAgain")}</Button>
      </div>
    );
  }
  return (
    <p role="status" className="py-6 text-sm text-quiet">
      {t("common.loading")}
    </p>
  );
}
