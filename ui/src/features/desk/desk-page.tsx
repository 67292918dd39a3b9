import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { interviewsQuery } from "@/api/queries";
import type { InterviewStatus } from "@/api/types";
import { Loaded } from "@/components/loaded";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";

import { InterviewList } from "./interview-list";
import { NewInterviewDialog } from "./new-interview-dialog";

const STATUSES: InterviewStatus[] = [
  "not_started",
  "started",
  "paused",
  "finished",
  "cancelled",
  "expired",
];

/** Where a recruiter begins: every interview, and the way to a new one. */
export function DeskPage() {
  const { t } = useTranslation();
  const { client } = useApi();
  const [status, setStatus] = useState<InterviewStatus | null>(null);
  const [creating, setCreating] = useState(false);
  const interviews = useQuery(interviewsQuery(client, status));
  return (
    <div className="flex flex-col gap-6">
      <header className="flex flex-wrap items-center justify-between gap-4">
        <h1 className="text-2xl font-semibold">{t("desk.title")}</h1>
        <div className="flex flex-wrap items-center gap-3">
          <div className="w-44">
            <Select
              aria-label={t("desk.filter")}
              data-testid="status-filter"
              value={status ?? ""}
              onChange={(e) => setStatus(STATUSES.find((s) => s === e.target.value) ?? null)}
            >
              <option value="">{t("desk.all")}</option>
              {STATUSES.map((s) => (
                <option key={s} value={s}>
                  {t(`status.${s}`)}
                </option>
              ))}
            </Select>
          </div>
          <Button look="primary" data-testid="new-interview" onClick={() => setCreating(true)}>
            <Plus aria-hidden />
            {t("desk.new")}
          </Button>
        </div>
      </header>
      <Loaded query={interviews}>
        {(rows) =>
          rows.length > 0 ? (
            <InterviewList rows={rows} />
          ) : (
            <p className="rounded-xl border border-dashed border-edge p-10 text-center text-quiet">
              {t(status === null ? "desk.none" : "desk.noneLikeThis")}
            </p>
          )
        }
      </Loaded>
      {creating && <NewInterviewDialog onClose={() => setCreating(false)} />}
    </div>
  );
}
