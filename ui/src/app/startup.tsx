import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import type { StartupStatus } from "@/api/carrier";
import { Problem } from "@/api/problem";
import { Subscription } from "@/api/subscription";
import { Notice } from "@/components/ui/notice";
import { Button } from "@/components/ui/button";
import { UnlockPage } from "@/features/unlock/unlock-page";

const STARTUP = ["startup"] as const;

/** Lets nobody in before the database is open; from then on keeps everything up to date. */
export function Startup({ children }: { children: ReactNode }) {
  const { carrier } = useApi();
  const queries = useQueryClient();
  const startup = useQuery({
    queryKey: STARTUP,
    queryFn: () => carrier.startupStatus(),
    staleTime: "static",
  });
  const { data, error, isFetching } = startup;
  if (data?.state === "ready") return <Connected>{children}</Connected>;
  if (data === undefined && error === null) return null;
  const problem = Problem.from(error);
  return (
    <UnlockPage
      status={data ?? { state: "failed", code: problem.code, detail: problem.detail }}
      busy={isFetching}
      onRetry={() => void startup.refetch()}
      onStatus={(status: StartupStatus) => queries.setQueryData(STARTUP, status)}
    />
  );
}

function Connected({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { client, carrier, live } = useApi();
  const queries = useQueryClient();
  const [subscription] = useState(() => new Subscription(client, carrier, queries, live));
  const [attempt, setAttempt] = useState(0);
  const [broken, setBroken] = useState(false);

  useEffect(() => {
    let wanted = true;
    let stop: (() => void) | null = null;
    subscription.open().then(
      (opened) => {
        if (wanted) {
          stop = opened;
          setBroken(false);
        } else opened();
      },
      () => {
        if (wanted) setBroken(true);
      },
    );
    return () => {
      wanted = false;
      stop?.();
    };
  }, [subscription, attempt]);

  return (
    <>
      {broken && (
        <Notice role="alert" title={t("app.notLive")}>
          <Button className="mt-2" onClick={() => setAttempt(attempt + 1)}>
            {t("common.tryAgain")}
          </Button>
        </Notice>
      )}
      {children}
    </>
  );
}
