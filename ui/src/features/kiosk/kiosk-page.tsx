import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { KIOSK_KEY, kioskQuery } from "@/api/kiosk";
import { ProblemNotice } from "@/components/problem-notice";

import { KioskFrame } from "./kiosk-frame";
import { usePageLock } from "./page-lock";
import { StartScreen } from "./start-screen";
import { type Slots, Visit } from "./visit";

/** How often a kiosk that does not answer is asked again. */
const AGAIN_MS = 3_000;

/** Large type on large screens: whoever stands before a kiosk stands further away. */
const TYPE_SIZE = "max(100%, min(1.15vw, 2.05vh))";

/** The one page of the kiosk's window. */
export function KioskPage(slots: Slots) {
  const { client, live } = useApi();
  const queries = useQueryClient();
  const kiosk = useQuery({
    ...kioskQuery(client),
    // A kiosk has nobody to press a button for it.
    refetchInterval: ({ state }) => (state.status === "error" ? AGAIN_MS : false),
  });
  usePageLock();
  useEffect(() => {
    const { style } = document.documentElement;
    const before = style.fontSize;
    style.fontSize = TYPE_SIZE;
    return () => {
      style.fontSize = before;
    };
  }, []);
  useEffect(
    () => live.listenTo("kiosk", () => void queries.invalidateQueries({ queryKey: KIOSK_KEY })),
    [live, queries],
  );
  if (kiosk.data === undefined) {
    return kiosk.error === null ? null : <NotReady cause={kiosk.error} />;
  }
  const id = kiosk.data.interview_id ?? null;
  return id === null ? (
    <StartScreen view={kiosk.data} fetchedAt={kiosk.dataUpdatedAt} />
  ) : (
    <Visit key={id} kiosk={kiosk.data} interviewId={id} {...slots} />
  );
}

function NotReady({ cause }: { cause: unknown }) {
  const { t } = useTranslation();
  return (
    <KioskFrame organisation={null}>
      <div data-testid="kiosk-not-ready" className="flex flex-col gap-4">
        <h1 className="text-4xl font-semibold tracking-tight">{t("kiosk.unreachable")}</h1>
        <p className="text-lg text-quiet">{t("kiosk.unreachableText")}</p>
        <ProblemNotice cause={cause} />
      </div>
    </KioskFrame>
  );
}
